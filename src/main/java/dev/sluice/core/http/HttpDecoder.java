package dev.sluice.core.http;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Trace;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a request into one or more events by the HTTP protocol binding (CloudEvents HTTP binding 1.0.2, section 3).
 *
 * <p>The content type alone decides the content mode, so {@code ce-} headers are ignored in structured mode. The body
 * is never copied: the event's data is a slice of it. Thread-safe.
 */
public final class HttpDecoder {

    private static final String ANY_EVENT_FORMAT = "application/cloudevents";
    private static final String ANY_BATCH_FORMAT = "application/cloudevents-batch";
    private static final String ATTRIBUTE_PREFIX = "ce-";

    private final List<EventFormat> formats;
    private final @Nullable BatchLimits batchLimits;
    private final boolean isRaw;
    private final @Nullable UndecodedRequests undecoded;
    private final String notAnEvent;
    private final String otherFormat;
    private final String otherBatchFormat;

    /** A decoder that reads {@code formats}, and no batches. */
    public HttpDecoder(List<EventFormat> formats) {
        this(formats, null);
    }

    /**
     * A decoder that reads {@code formats}, of which there is at least one. It takes no batches if {@code batchLimits}
     * is null.
     */
    public HttpDecoder(List<EventFormat> formats, @Nullable BatchLimits batchLimits) {
        this(formats, batchLimits, HeaderValues.ENCODED, false);
    }

    /**
     * A decoder for senders of one kind.
     *
     * @param formats those it reads, at least one
     * @param batchLimits null where no batches are taken
     * @param headerValues how the senders write the values of attributes in binary mode
     * @param keepsUndecoded whether the result has what is refused, so that it can be parked; otherwise that is thrown
     */
    public HttpDecoder(
            List<EventFormat> formats,
            @Nullable BatchLimits batchLimits,
            HeaderValues headerValues,
            boolean keepsUndecoded) {
        this.formats = List.copyOf(formats);
        this.batchLimits = batchLimits;
        this.isRaw = headerValues == HeaderValues.RAW;
        this.undecoded = keepsUndecoded
                ? new UndecodedRequests(batchLimits == null ? Integer.MAX_VALUE : batchLimits.maxEventBytes())
                : null;
        List<String> types = formats.stream().map(EventFormat::mediaType).toList();
        this.notAnEvent = "not a CloudEvent: send the headers ce-specversion, ce-id, ce-source and ce-type, or the"
                + " content type " + String.join(" or ", types);
        this.otherFormat = "the event format is not supported; " + listed(types);
        this.otherBatchFormat = batchLimits == null
                ? "batched content mode is not enabled; send one event per request"
                : "the batch format is not supported; "
                        + listed(formats.stream()
                                .map(EventFormat::batchMediaType)
                                .flatMap(Stream::ofNullable)
                                .toList());
    }

    private static String listed(List<String> types) {
        return "send " + String.join(" or ", types);
    }

    /** Whether a content type means a batch that this decoder takes. */
    public boolean isBatch(@Nullable String contentType) {
        return batchLimits != null && contentType != null && batchFormat(contentType) != null;
    }

    private @Nullable EventFormat batchFormat(String contentType) {
        if (MediaType.startsWith(contentType, ANY_BATCH_FORMAT)) {
            for (EventFormat format : formats) {
                String mediaType = format.batchMediaType();
                if (mediaType != null && MediaType.is(contentType, mediaType)) {
                    return format;
                }
            }
        }
        return null;
    }

    /**
     * Decodes {@code message}: one event in binary or structured content mode, or the events of a batch.
     *
     * @param arrival how it came, without the trace, which is added from the headers
     * @return the events and, if the decoder keeps it, what is refused: the elements of a batch that are refused, or
     *     the whole request
     * @throws Refusal {@code MALFORMED} if it is not an event or cannot be read, {@code INVALID_ATTRIBUTE} or
     *     {@code INVALID_DATA} if a rule is broken, {@code UNSUPPORTED_FORMAT} if the event format is not one of the
     *     decoder's, {@code TOO_LARGE} beyond a limit of batches; for a batch with the index of the event at fault
     */
    public Arrived decode(HttpMessage message, Arrival arrival) {
        Meta meta = Meta.of(message);
        Trace trace = meta.trace();
        Arrival complete = trace == null ? arrival : arrival.tracedBy(trace);
        try {
            return decode(message, meta, complete);
        } catch (Refusal refusal) {
            return undecoded(message, complete, refusal, false);
        }
    }

    /**
     * The request {@code message} if {@code refusal} says that the coding of its body cannot be undone.
     *
     * @param arrival how it came, without the trace, which is added from the headers
     * @throws Refusal {@code refusal}, if the decoder does not keep it
     */
    public Arrived stillCoded(HttpMessage message, Arrival arrival, Refusal refusal) {
        Trace trace = Meta.of(message).trace();
        Arrival complete = trace == null ? arrival : arrival.tracedBy(trace);
        return undecoded(message, complete, refusal, true);
    }

    private Arrived undecoded(HttpMessage message, Arrival arrival, Refusal refusal, boolean isCoded) {
        if (undecoded == null) {
            throw refusal;
        }
        return new Arrived(arrival, List.of(), List.of(undecoded.whole(message, refusal, isCoded)), false);
    }

    private Arrived decode(HttpMessage message, Meta meta, Arrival arrival) {
        String contentType = meta.contentType();
        if (contentType == null || !MediaType.startsWith(contentType, ANY_EVENT_FORMAT)) {
            return new Arrived(arrival, List.of(binary(message, contentType)), false);
        }
        if (MediaType.startsWith(contentType, ANY_BATCH_FORMAT)) {
            return batch(message, contentType, arrival);
        }
        return new Arrived(arrival, List.of(format(contentType).decode(message.body())), false);
    }

    /** Whether it may keep what it refuses, for which it needs the body. */
    public boolean keepsUndecoded() {
        return undecoded != null;
    }

    /**
     * Looks at the headers of a message whose body is still to come.
     *
     * @throws Refusal that {@link #decode} would throw, or keep, whatever the body is
     */
    public void checkHead(Iterable<Map.Entry<String, String>> headers) {
        HttpMessage head = new HttpMessage(headers, Bytes.empty());
        String contentType = Meta.of(head).contentType();
        if (contentType == null || !MediaType.startsWith(contentType, ANY_EVENT_FORMAT)) {
            binary(head, contentType);
        } else if (MediaType.startsWith(contentType, ANY_BATCH_FORMAT)) {
            formatOfABatch(contentType);
        } else {
            format(contentType);
        }
    }

    private EventFormat format(String contentType) {
        for (EventFormat format : formats) {
            if (MediaType.is(contentType, format.mediaType())) {
                checkUtf8(format, contentType);
                return format;
            }
        }
        throw Refusal.unsupported(otherFormat);
    }

    private Arrived batch(HttpMessage message, String contentType, Arrival arrival) {
        if (batchLimits == null) {
            throw Refusal.unsupported(otherBatchFormat);
        }
        EventFormat format = formatOfABatch(contentType);
        if (undecoded == null) {
            return new Arrived(arrival, format.decodeBatch(message.body(), batchLimits, null), true);
        }
        List<Undecoded> others = new ArrayList<>();
        List<CloudEvent> events =
                format.decodeBatch(message.body(), batchLimits, UndecodedRequests.elements(message, others));
        return new Arrived(arrival, events, others, true);
    }

    private EventFormat formatOfABatch(String contentType) {
        EventFormat format = batchLimits == null ? null : batchFormat(contentType);
        if (format == null) {
            throw Refusal.unsupported(otherBatchFormat);
        }
        checkUtf8(format, contentType);
        return format;
    }

    private static void checkUtf8(EventFormat format, String contentType) {
        if (!MediaType.isValid(contentType)) {
            throw Refusal.malformed("the Content-Type header is not a media type");
        }
        String charset = MediaType.charset(contentType);
        if (charset != null && !charset.equalsIgnoreCase("utf-8")) {
            throw Refusal.unsupported(format.mediaType() + " must be in UTF-8");
        }
    }

    private CloudEvent binary(HttpMessage message, @Nullable String contentType) {
        CloudEventBuilder event = new CloudEventBuilder();
        if (contentType != null) {
            event.set("datacontenttype", contentType);
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
            throw Refusal.malformed(notAnEvent);
        }
        if (!message.body().isEmpty()) {
            event.data(message.body());
        }
        return event.build();
    }

    private void set(CloudEventBuilder event, String name, String value) {
        if (!name.equals("datacontenttype")) {
            event.set(name, text(name, value));
        } else if (!value.equals(event.dataContentType())) {
            checkRepeats(event.dataContentType(), text(name, value));
        }
    }

    private String text(String name, String value) {
        return isRaw ? HeaderValue.raw(name, value) : HeaderValue.decode(name, value);
    }

    /** The content type has its own header (3.1.1). A {@code ce-} header may repeat it, or less of it. */
    private static void checkRepeats(@Nullable String contentType, String repeated) {
        if (contentType == null || !MediaType.isSaidBy(repeated, contentType)) {
            throw Refusal.attribute(
                    "datacontenttype", "must be in the Content-Type header, not in a header of its own that differs");
        }
    }

    /** Whether a header says what format the body has. */
    static boolean isContentType(String headerName) {
        return headerName.equalsIgnoreCase("content-type");
    }

    /** Whether a header is an attribute. */
    static boolean isAttribute(String headerName) {
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

    /** The headers that matter in every content mode. */
    private record Meta(
            @Nullable String lastContentType,
            boolean isTypeRepeated,
            @Nullable Trace trace) {

        /** The one content type; null for none, refused if there are several. */
        @Nullable
        String contentType() {
            if (isTypeRepeated) {
                throw Refusal.malformed("the Content-Type header must not be repeated");
            }
            return lastContentType;
        }

        /** Reads the headers in one pass. A trace context that is malformed, or sent twice, is ignored. */
        static Meta of(HttpMessage message) {
            String contentType = null;
            boolean typeRepeated = false;
            String parent = null;
            String state = null;
            boolean traced = true;
            for (Map.Entry<String, String> header : message.headers()) {
                String name = header.getKey();
                if (isContentType(name)) {
                    typeRepeated |= contentType != null;
                    contentType = header.getValue();
                } else if (name.equalsIgnoreCase("traceparent")) {
                    traced = parent == null;
                    parent = header.getValue();
                } else if (name.equalsIgnoreCase("tracestate")) {
                    state = state == null ? header.getValue() : state + "," + header.getValue();
                }
            }
            Trace trace = traced && parent != null ? Trace.of(parent, state) : null;
            return new Meta(contentType, typeRepeated, trace);
        }
    }
}
