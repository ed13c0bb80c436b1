package dev.sluice.format.xml;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The XML event format and its batches (CloudEvents XML event format, working draft of 1.0.3), in UTF-8.
 *
 * <p>Stateless; what reads events is loaded with the first one.
 */
public final class XmlEventFormat implements EventFormat {

    static final String MEDIA_TYPE = "application/cloudevents+xml";
    private static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+xml";

    @Override
    public String mediaType() {
        return MEDIA_TYPE;
    }

    @Override
    public String batchMediaType() {
        return BATCH_MEDIA_TYPE;
    }

    @Override
    public CloudEvent decode(Bytes document) {
        return XmlEventDecoder.decode(document);
    }

    @Override
    public List<CloudEvent> decodeBatch(Bytes document, BatchLimits limits, @Nullable UndecodedElements undecoded) {
        return XmlEventBatch.decode(document, limits, undecoded);
    }
}
