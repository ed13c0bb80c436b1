package dev.sluice.core.http;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.EventBatch;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Trace;
import dev.sluice.core.json.JsonBatchDecoder;
import dev.sluice.core.json.JsonEventDecoder;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a request into an event by the HTTP protocol binding (CloudEvents HTTP binding 1.0.2, section 3).
 *
 * <p>The content type alone decides the mode, so in structured mode {@code ce-} headers are ignored. The body is
 * never copied: the event's data is a slice of it. Thread-safe.
 */
public final class HttpDecoder {

    private static final String ANY_EVENT_FORMAT = "application/cloudevents";
    private static final String JSON_EVENT_FORMAT = "application/cloudevents+json";
    private static final String JSON_BATCH_FORMAT = "application/cloudevents-batch+json";
    private static final String BATCH_PREFIX = "application/cloudevents-batch";
    private static final String ATTRIBUTE_PREFIX = "ce-";

    private final JsonEventDecoder json = new JsonEventDecoder();
    private final @Nullable JsonBatchDecoder batches;

    /** A decoder that takes no batches. */
    public HttpDecoder() {
        this(null);
    }

    /** A decoder that takes batches as {@code batches} does, or none where that is null. */
    public HttpDecoder(@Nullable JsonBatchDecoder batches) {
        this.batches = batches;
    }

    /** Whether a content type says that the body is a batch, which {@link #decodeBatch} is for, and one is taken. */
    public boolean isBatch(@Nullable String contentType) {
        return batches != null && contentType != null && MediaType.is(contentType, JSON_BATCH_FORMAT);
    }

    /**
     * The events that {@code message} carries in batched content mode.
     *
     * @throws InvalidEvent as {@link #decode} does, with the index of the event at fault
     */
    public EventBatch decodeBatch(HttpMessage message) {
        Meta meta = Meta.of(message);
        String contentType = meta.contentType();
        if (batches == null || contentType == null || !isBatch(contentType)) {
            throw InvalidEvent.unsupported("batched content mode is not enabled; send one event per request");
        }
        checkUtf8(contentType);
        return batches.decode(message.body(), meta.trace());
    }

    /**
     * The event that {@code message} carries, in binary or structured content mode.
     *
     * @throws InvalidEvent {@code MALFORMED} where it carries none or cannot be read, {@code INVALID_ATTRIBUTE} and
     *     {@code INVALID_DATA} where a rule is broken, {@code UNSUPPORTED_FORMAT} for event formats other than JSON
     */
    public CloudEvent decode(HttpMessage message) {
        Meta meta = Meta.of(message);
        String contentType = meta.contentType();
        if (contentType == null || !MediaType.startsWith(contentType, ANY_EVENT_FORMAT)) {
            return binary(message, meta);
        }
        if (MediaType.is(contentType, JSON_EVENT_FORMAT)) {
            checkUtf8(contentType);
            return json.decode(message.body(), meta.trace());
        }
        if (MediaType.startsWith(contentType, BATCH_PREFIX)) {
            throw InvalidEvent.unsupported(
                    batches == null
                            ? "batched content mode is not enabled; send one event per request"
                            : "the batch format is not supported; the one that is: " + JSON_BATCH_FORMAT);
        }
        throw InvalidEvent.unsupported("the event format is not supported; the one that is: " + JSON_EVENT_FORMAT);
    }

    private static void checkUtf8(String contentType) {
        if (!MediaType.isValid(contentType)) {
            throw InvalidEvent.malformed("the Content-Type header is not a media type");
        }
        String charset = MediaType.charset(contentType);
        if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
            throw InvalidEvent.unsupported("the JSON event format is read in UTF-8 only");
        }
    }

    private static CloudEvent binary(HttpMessage message, Meta meta) {
        CloudEventBuilder event = new CloudEventBuilder().trace(meta.trace());
        if (meta.contentType() != null) {
            event.set("datacontenttype", meta.contentType());
        }
        boolean anyAttribute = false;
        for (Map.Entry<String, String> header : message.headers()) {
            String name = header.getKey();
            if (isAttribute(name)) {
                anyAttribute = true;
                set(event, lowerCase(name.substring(ATTRIBUTE_PREFIX.length())), header.getValue());
            }
        }
        if (!anyAttribute) {
            throw InvalidEvent.malformed("not a CloudEvent: neither the headers ce-specversion, ce-id, ce-source and"
                    + " ce-type nor the content type " + JSON_EVENT_FORMAT);
        }
        if (!message.body().isEmpty()) {
            event.data(message.body());
        }
        return event.build();
    }

    /** The content type travels in its own header (3.1.1): a second one may repeat it but not contradict it. */
    private static void set(CloudEventBuilder event, String name, String value) {
        if (name.equals("datacontenttype")) {
            if (!value.equals(event.dataContentType())) {
                throw InvalidEvent.attribute(name, "belongs in the Content-Type header, not in one of its own");
            }
            return;
        }
        event.set(name, HeaderValue.decode(name, value));
    }

    private static boolean isAttribute(String headerName) {
        return headerName.regionMatches(true, 0, ATTRIBUTE_PREFIX, 0, ATTRIBUTE_PREFIX.length());
    }

    private static String lowerCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < 'a' || c > 'z') {
                return name.toLowerCase(Locale.ROOT);
            }
        }
        return name;
    }

    /** What of the headers matters in every mode. */
    private record Meta(
            @Nullable String contentType, @Nullable Trace trace) {

        /** One pass over the headers; a trace context that is malformed, or there twice, is none. */
        static Meta of(HttpMessage message) {
            String contentType = null;
            String parent = null;
            String state = null;
            boolean traced = true;
            for (Map.Entry<String, String> header : message.headers()) {
                String name = header.getKey();
                if (name.equalsIgnoreCase("content-type")) {
                    if (contentType != null) {
                        throw InvalidEvent.malformed("the Content-Type header must not be repeated");
                    }
                    contentType = header.getValue();
                } else if (name.equalsIgnoreCase("traceparent")) {
                    traced = parent == null;
                    parent = header.getValue();
                } else if (name.equalsIgnoreCase("tracestate")) {
                    state = state == null ? header.getValue() : state + "," + header.getValue();
                }
            }
            Trace trace = traced && parent != null ? Trace.of(parent, state) : null;
            return new Meta(contentType, trace);
        }
    }
}
