package dev.sluice.format.protobuf;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Protobuf event format and its batches (CloudEvents Protobuf event format 1.0.2).
 *
 * <p>Data is a slice of the message. Stateless; what reads events is loaded with the first one.
 */
public final class ProtobufEventFormat implements EventFormat {

    static final String MEDIA_TYPE = "application/cloudevents+protobuf";
    private static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+protobuf";

    @Override
    public String mediaType() {
        return MEDIA_TYPE;
    }

    @Override
    public String batchMediaType() {
        return BATCH_MEDIA_TYPE;
    }

    @Override
    public CloudEvent decode(Bytes message) {
        return ProtobufEventDecoder.decode(message);
    }

    @Override
    public List<CloudEvent> decodeBatch(Bytes message, BatchLimits limits, @Nullable UndecodedElements undecoded) {
        return ProtobufEventBatch.decode(message, limits, undecoded);
    }
}
