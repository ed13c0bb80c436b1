package dev.sluice.core.kafka;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Trace;
import dev.sluice.core.format.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays an event out as a record (CloudEvents Kafka binding 1.0.2, section 3).
 *
 * <p>Every valid event becomes a record. The structured layout is JSON, whatever format the event came in. If the data
 * is a slice of a larger body, it is copied once, because the Kafka client takes whole arrays. Thread-safe.
 */
public final class KafkaEncoder {

    private static final int CORE_HEADERS = 8;
    private static final int STRUCTURED_HEADERS = 3;
    private static final String CONTENT_TYPE = "content-type";
    private static final byte[] SPEC_VERSION = utf8(CloudEvent.SPEC_VERSION);
    private static final JsonFormat STRUCTURED = new JsonFormat();
    private static final byte[] STRUCTURED_TYPE = utf8(STRUCTURED.mediaType());

    /**
     * The layout of {@code event} if {@code asked} is configured. An event whose data is itself an event is always
     * structured, because in binary mode a reader would mistake the inner event for the outer.
     */
    public ContentMode modeFor(CloudEvent event, ContentMode asked) {
        return holdsAnEvent(event) ? ContentMode.STRUCTURED : asked;
    }

    private static boolean holdsAnEvent(CloudEvent event) {
        String contentType = event.dataContentType();
        return contentType != null && MediaType.startsWith(contentType, "application/cloudevents");
    }

    /**
     * The headers of {@code event} in the layout {@code mode}: attributes, content type, trace.
     *
     * @param trace the trace context that the event came in; null for none
     * @param more how many headers the caller will add; the list has room for them
     * @return a new list
     */
    public List<KafkaRecord.Header> headers(CloudEvent event, @Nullable Trace trace, ContentMode mode, int more) {
        return headers(event, event.dataContentType(), trace, mode, more);
    }

    /**
     * The same of a record whose value is not the data as it was sent.
     *
     * @param contentType what the value is in binary mode; null for what nobody says
     */
    public List<KafkaRecord.Header> headers(
            CloudEvent event, @Nullable String contentType, @Nullable Trace trace, ContentMode mode, int more) {
        if (mode == ContentMode.STRUCTURED) {
            List<KafkaRecord.Header> headers = new ArrayList<>(STRUCTURED_HEADERS + more);
            headers.add(new KafkaRecord.Header(CONTENT_TYPE, STRUCTURED_TYPE));
            addTrace(headers, trace);
            return headers;
        }
        List<KafkaRecord.Header> headers =
                new ArrayList<>(CORE_HEADERS + event.extensions().size() + more);
        headers.add(new KafkaRecord.Header("ce_specversion", SPEC_VERSION));
        add(headers, "ce_id", event.id());
        add(headers, "ce_source", event.source());
        add(headers, "ce_type", event.type());
        add(headers, CONTENT_TYPE, contentType);
        add(headers, "ce_dataschema", event.dataSchema());
        add(headers, "ce_subject", event.subject());
        add(headers, "ce_time", event.time());
        for (Extension extension : event.extensions()) {
            add(headers, "ce_" + extension.name(), extension.value());
        }
        addTrace(headers, trace);
        return headers;
    }

    /**
     * The value of {@code event} in the layout {@code mode}.
     *
     * @param data the event's own data, or its replacement, which must be JSON if the event's own data is
     * @return null if there is no data and the layout is binary
     */
    public byte @Nullable [] value(CloudEvent event, @Nullable Bytes data, ContentMode mode) {
        Bytes value = mode == ContentMode.STRUCTURED ? STRUCTURED.encode(event, data) : data;
        return value == null ? null : value.toArray();
    }

    /** Adds the headers of a trace context; null for none. */
    static void addTrace(List<KafkaRecord.Header> headers, @Nullable Trace trace) {
        if (trace != null) {
            add(headers, "traceparent", trace.parent());
            add(headers, "tracestate", trace.state());
        }
    }

    private static void add(List<KafkaRecord.Header> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(new KafkaRecord.Header(name, utf8(value)));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
