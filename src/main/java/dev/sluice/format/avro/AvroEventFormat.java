package dev.sluice.format.avro;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Avro event format (CloudEvents Avro event format 1.0.2), in Avro's binary encoding without a container. It has no
 * batches.
 *
 * <p>Stateless; what reads events is loaded with the first one.
 */
public final class AvroEventFormat implements EventFormat {

    static final String MEDIA_TYPE = "application/cloudevents+avro";

    @Override
    public String mediaType() {
        return MEDIA_TYPE;
    }

    @Override
    public @Nullable String batchMediaType() {
        return null;
    }

    @Override
    public CloudEvent decode(Bytes record) {
        return AvroEventDecoder.decode(record);
    }

    @Override
    public List<CloudEvent> decodeBatch(Bytes batch, BatchLimits limits, @Nullable UndecodedElements undecoded) {
        throw new IllegalStateException("the Avro format has no batches");
    }
}
