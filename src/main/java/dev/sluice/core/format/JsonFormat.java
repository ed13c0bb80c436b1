package dev.sluice.core.format;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Envelope;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON event format and its batches (CloudEvents JSON event format 1.0.2), in UTF-8 without a byte order mark; the
 * only one that Sluice also writes.
 *
 * <p>One pass over the text. Each event, and JSON data in it, is a slice of the text, so numbers, white space and
 * member order stay as they were sent. An element of a batch that is refused is read a second time if it is to be kept.
 * Stateless.
 */
public final class JsonFormat implements EventFormat {

    private static final String MEDIA_TYPE = "application/cloudevents+json";
    private static final String BATCH_MEDIA_TYPE = "application/cloudevents-batch+json";

    @Override
    public String mediaType() {
        return MEDIA_TYPE;
    }

    @Override
    public String batchMediaType() {
        return BATCH_MEDIA_TYPE;
    }

    @Override
    public CloudEvent decode(Bytes json) {
        JsonScanner scanner = new JsonScanner(json);
        CloudEventBuilder event = JsonEventDecoder.read(scanner, "the body is not a JSON object");
        scanner.end();
        return built(event, json);
    }

    @Override
    public List<CloudEvent> decodeBatch(Bytes json, BatchLimits limits, @Nullable UndecodedElements undecoded) {
        JsonScanner scanner = new JsonScanner(json);
        List<CloudEvent> events = new ArrayList<>();
        scanner.enterArray("the body is not a JSON array, which a batch must be");
        for (int index = 0; scanner.nextElement(); index++) {
            if (index == limits.maxEvents()) {
                throw Refusal.tooManyEvents(limits.maxEvents());
            }
            int start = scanner.position();
            try {
                events.add(nextEvent(scanner, limits.maxEventBytes()));
            } catch (Refusal refusal) {
                if (undecoded == null) {
                    throw refusal.inBatch(index);
                }
                undecoded.add(index, element(scanner, start, index, limits.maxEventBytes()), refusal);
            }
        }
        scanner.end();
        return events;
    }

    private static CloudEvent nextEvent(JsonScanner scanner, int maxBytes) {
        int start = scanner.position();
        CloudEventBuilder event = JsonEventDecoder.read(scanner, "is not a JSON object");
        return built(event, limited(scanner.since(start), maxBytes));
    }

    /** The whole element at {@code start}, however far it was read before it was refused. */
    private static Bytes element(JsonScanner scanner, int start, int index, int maxBytes) {
        try {
            scanner.backTo(start);
            return limited(scanner.value(), maxBytes);
        } catch (Refusal notAnElement) {
            throw notAnElement.inBatch(index);
        }
    }

    private static Bytes limited(Bytes json, int maxBytes) {
        if (json.length() > maxBytes) {
            throw Refusal.eventTooLarge(maxBytes);
        }
        return json;
    }

    private static CloudEvent built(CloudEventBuilder event, Bytes json) {
        return event.envelope(new Envelope(MEDIA_TYPE, json)).build();
    }

    /**
     * Encodes the event with {@code data}. Every event can be encoded.
     *
     * <p>An envelope of this format is returned as it came. If {@code data} is not the event's own data, nothing of the
     * own data remains; if it is a slice of the envelope, every other byte of that stays. An envelope of another format
     * is never returned.
     *
     * @param data the event's own data or its replacement, which must be JSON if the own data is; null for none
     */
    @SuppressWarnings("ReferenceEquality") // the same instance means that the data is not replaced
    public Bytes encode(CloudEvent event, @Nullable Bytes data) {
        Envelope envelope = event.envelope();
        if (envelope == null || !envelope.format().equals(MEDIA_TYPE)) {
            return JsonEventEncoder.write(event, data);
        }
        Bytes before = event.data();
        if (data == before) {
            return envelope.bytes();
        }
        return before != null && data != null && isInside(envelope.bytes(), before)
                ? replaced(envelope.bytes(), before, data)
                : JsonEventEncoder.write(event, data);
    }

    /** Whether the data is a slice of the text, as JSON data is. Data from a string or from base64 is not. */
    private static boolean isInside(Bytes text, Bytes data) {
        return data.array() == text.array()
                && data.offset() >= text.offset()
                && data.offset() + data.length() <= text.offset() + text.length();
    }

    private static Bytes replaced(Bytes text, Bytes before, Bytes data) {
        int start = before.offset() - text.offset();
        int rest = text.length() - start - before.length();
        byte[] spliced = new byte[start + data.length() + rest];
        System.arraycopy(text.array(), text.offset(), spliced, 0, start);
        System.arraycopy(data.array(), data.offset(), spliced, start, data.length());
        System.arraycopy(text.array(), before.offset() + before.length(), spliced, start + data.length(), rest);
        return Bytes.of(spliced);
    }
}
