package dev.sluice.format.protobuf;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat.UndecodedElements;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the message {@code io.cloudevents.v1.CloudEventBatch}: one field, {@code events} (CloudEvents Protobuf event
 * format 1.0.2, section 5). A message of no bytes is an empty batch. Stateless.
 */
final class ProtobufEventBatch {

    private static final int EVENTS = 1;

    private ProtobufEventBatch() {}

    static List<CloudEvent> decode(Bytes message, BatchLimits limits, @Nullable UndecodedElements undecoded) {
        ProtobufEventReader batch = new ProtobufEventReader(message);
        List<CloudEvent> events = new ArrayList<>();
        for (int index = 0; batch.nextField(); index++) {
            if (batch.field() != EVENTS) {
                throw batch.unknown();
            }
            if (index == limits.maxEvents()) {
                throw Refusal.tooManyEvents(limits.maxEvents());
            }
            Bytes event = batch.bytes();
            if (event.length() > limits.maxEventBytes()) {
                throw Refusal.eventTooLarge(limits.maxEventBytes()).inBatch(index);
            }
            try {
                events.add(ProtobufEventDecoder.decode(event));
            } catch (Refusal refusal) {
                if (undecoded == null) {
                    throw refusal.inBatch(index);
                }
                undecoded.add(index, event, refusal);
            }
        }
        return events;
    }
}
