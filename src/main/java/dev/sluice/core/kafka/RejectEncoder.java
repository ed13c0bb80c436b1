package dev.sluice.core.kafka;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Trace;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays a refused event out as a record to be parked: the event as it came, with attributes as headers and data as
 * value, and the reason in headers that start with {@code sluice_reject_}.
 *
 * <p>Nothing is redacted, because an operator has to see what was refused. Thread-safe.
 */
public final class RejectEncoder {

    private static final String PREFIX = "sluice_reject_";
    private static final int MORE_HEADERS = 5;

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
     * @param trace the trace context that the event came in; null for none
     * @param outcome the name of the refusal, as in an answer
     * @param rule the rule that the event breaks, in one line without a value of the event
     * @param route the route that refused it; null for none
     * @param time when it was refused
     */
    public KafkaRecord encode(
            CloudEvent event,
            @Nullable Trace trace,
            String outcome,
            String rule,
            @Nullable String route,
            Instant time) {
        ContentMode mode = encoder.modeFor(event, ContentMode.BINARY);
        List<KafkaRecord.Header> headers = encoder.headers(event, trace, mode, MORE_HEADERS);
        add(headers, "outcome", outcome);
        add(headers, "rule", rule);
        if (route != null) {
            add(headers, "route", route);
        }
        add(headers, "time", time.toString());
        add(headers, "instance", instance);
        return new KafkaRecord(
                topic,
                KafkaRecord.ANY_PARTITION,
                KafkaRecord.NOW,
                null,
                headers,
                encoder.value(event, event.data(), mode));
    }

    private static void add(List<KafkaRecord.Header> headers, String name, String value) {
        headers.add(new KafkaRecord.Header(PREFIX + name, value.getBytes(StandardCharsets.UTF_8)));
    }
}
