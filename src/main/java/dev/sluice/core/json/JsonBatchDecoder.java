package dev.sluice.core.json;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.EventBatch;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.event.Trace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a batch in the JSON batch format (CloudEvents JSON event format 1.0.2, section 4).
 *
 * <p>One pass over one text: each event and its data are slices of it. All or nothing: the first event that is refused
 * refuses the batch. Thread-safe.
 */
public final class JsonBatchDecoder {

    private final int maxEvents;
    private final int maxEventBytes;

    /** A decoder for batches of at most {@code maxEvents}, each of at most {@code maxEventBytes} of JSON. */
    public JsonBatchDecoder(int maxEvents, int maxEventBytes) {
        this.maxEvents = maxEvents;
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * The events that {@code json} holds; none for an empty array.
     *
     * @param json the whole text in UTF-8
     * @param trace the trace that all of them travel in; null for none
     * @throws InvalidEvent {@code MALFORMED} where it is not one JSON array, {@code TOO_LARGE} over either limit, or
     *     what is wrong with an event, with its index
     */
    public EventBatch decode(Bytes json, @Nullable Trace trace) {
        JsonScanner scanner = new JsonScanner(json);
        List<CloudEvent> events = new ArrayList<>();
        scanner.enterArray("the body is not a JSON array, as a batch of events is");
        while (scanner.nextElement()) {
            if (events.size() == maxEvents) {
                throw InvalidEvent.tooManyEvents(maxEvents);
            }
            try {
                events.add(event(scanner, trace));
            } catch (InvalidEvent e) {
                throw e.inBatch(events.size());
            }
        }
        scanner.end();
        return new EventBatch(events);
    }

    private CloudEvent event(JsonScanner scanner, @Nullable Trace trace) {
        int start = scanner.position();
        CloudEventBuilder event = JsonEventDecoder.read(scanner, "is not a JSON object");
        Bytes envelope = scanner.since(start);
        if (envelope.length() > maxEventBytes) {
            throw InvalidEvent.eventTooLarge(maxEventBytes);
        }
        return event.envelope(envelope).trace(trace).build();
    }
}
