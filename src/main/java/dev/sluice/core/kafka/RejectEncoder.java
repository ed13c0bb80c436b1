package dev.sluice.core.kafka;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Parkable;
import dev.sluice.core.event.Trace;
import dev.sluice.core.event.Undecoded;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays out what is refused as a record to be parked, with the reason in headers that start with {@code sluice_reject_}.
 * An event is as it came, with attributes as headers and data as value. What could not be decoded has its bytes as
 * value, and what its request said of them in headers that start with {@code sluice_request_}.
 *
 * <p>Nothing is redacted, because an operator has to see what was refused. Thread-safe.
 */
public final class RejectEncoder {

    private static final String PREFIX = "sluice_reject_";
    private static final String REQUEST_PREFIX = "sluice_request_";
    private static final int MORE_HEADERS = 5;

    /** Whether headers are left out, and a trace. */
    private static final int MORE_OF_A_REQUEST = 3;

    private final KafkaEncoder encoder = new KafkaEncoder();
    private final String topic;
    private final String instance;

    /** An encoder for the rejects topic; {@code instance} names this process. */
    public RejectEncoder(String topic, String instance) {
        this.topic = topic;
        this.instance = instance;
    }

    /**
     * The record to be parked, without a key.
     *
     * @param refused the event, or what could not be decoded
     * @param trace the trace context that it came in; null for none
     * @param outcome the name of the refusal, as in an answer
     * @param rule the rule that it breaks, in one line without a value of the event
     * @param route the route that refused it; null for none
     * @param time when it was refused
     */
    public KafkaRecord encode(
            Parkable refused,
            @Nullable Trace trace,
            String outcome,
            String rule,
            @Nullable String route,
            Instant time) {
        List<KafkaRecord.Header> headers;
        byte[] value;
        if (refused instanceof CloudEvent event) {
            ContentMode mode = encoder.modeFor(event, ContentMode.BINARY);
            headers = encoder.headers(event, trace, mode, MORE_HEADERS);
            value = encoder.value(event, event.data(), mode);
        } else {
            Undecoded undecoded = (Undecoded) refused;
            headers = headers(undecoded, trace);
            value = undecoded.bytes().isEmpty() ? null : undecoded.bytes().toArray();
        }
        add(headers, "outcome", outcome);
        add(headers, "rule", rule);
        if (route != null) {
            add(headers, "route", route);
        }
        add(headers, "time", time.toString());
        add(headers, "instance", instance);
        return new KafkaRecord(topic, KafkaRecord.ANY_PARTITION, KafkaRecord.NOW, null, headers, value);
    }

    private static List<KafkaRecord.Header> headers(Undecoded undecoded, @Nullable Trace trace) {
        List<KafkaRecord.Header> headers =
                new ArrayList<>(undecoded.headers().size() + MORE_OF_A_REQUEST + MORE_HEADERS);
        for (Undecoded.Header header : undecoded.headers()) {
            headers.add(new KafkaRecord.Header(
                    REQUEST_PREFIX + header.name(), header.value().toArray()));
        }
        if (undecoded.leftOut() > 0) {
            add(headers, "headers_left_out", Integer.toString(undecoded.leftOut()));
        }
        KafkaEncoder.addTrace(headers, trace);
        return headers;
    }

    private static void add(List<KafkaRecord.Header> headers, String name, String value) {
        headers.add(new KafkaRecord.Header(PREFIX + name, value.getBytes(StandardCharsets.UTF_8)));
    }
}
