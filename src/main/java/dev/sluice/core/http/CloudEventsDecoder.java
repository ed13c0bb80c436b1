package dev.sluice.core.http;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads CloudEvents by the HTTP protocol binding (CloudEvents HTTP binding 1.0.2, section 3).
 *
 * <p>The content type alone decides the content mode, so {@code ce-} headers are ignored in structured mode. The body
 * is never copied: the event's data is a slice of it. Thread-safe.
 */
public final class CloudEventsDecoder implements EventDecoder {

    private static final String ANY_EVENT_FORMAT = "application/cloudevents";
    private static final String ANY_BATCH_FORMAT = "application/cloudevents-batch";
    private static final String ATTRIBUTE_PREFIX = "ce-";

    private final List<EventFormat> formats;
    private final @Nullable BatchLimits batchLimits;
    private final boolean isRaw;
    private final String notAnEvent;
    private final String otherFormat;
    private final String otherBatchFormat;

    /**
     * A decoder.
     *
     * @param formats those it reads, at least one
     * @param batchLimits null where no batches are taken
     * @param headerValues how the senders write the values of attributes in binary mode
     */
    public CloudEventsDecoder(List<EventFormat> formats, @Nullable BatchLimits batchLimits, HeaderValues headerValues) {
        this.formats = List.copyOf(formats);
        this.batchLimits = batchLimits;
        this.isRaw = headerValues == HeaderValues.RAW;
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

    @Override
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

    @Override
    public Decoded decode(HttpMessage message, @Nullable String contentType, @Nullable List<Undecoded> undecoded) {
        if (contentType == null || !isEventFormat(contentType)) {
            return Decoded.of(binary(message, contentType));
        }
        if (MediaType.startsWith(contentType, ANY_BATCH_FORMAT)) {
            return batch(message, contentType, undecoded);
        }
        return Decoded.of(format(contentType).decode(message.body()));
    }

    @Override
    public void checkHead(Iterable<Map.Entry<String, String>> headers, @Nullable String contentType) {
        if (contentType == null || !isEventFormat(contentType)) {
            binary(new HttpMessage(headers, Bytes.empty()), contentType);
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

    private Decoded batch(HttpMessage message, String contentType, @Nullable List<Undecoded> undecoded) {
        EventFormat format = formatOfABatch(contentType);
        BatchLimits limits = batchLimits;
        if (limits == null) {
            throw Refusal.unsupported(otherBatchFormat);
        }
        return new Decoded(
                format.decodeBatch(
                        message.body(),
                        limits,
                        undecoded == null ? null : UndecodedRequests.elements(message, undecoded)),
                true);
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
                set(event, attribute(name), header.getValue());
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

    /** Whether a content type is that of an event format, or of batches in one. */
    public static boolean isEventFormat(String contentType) {
        return MediaType.startsWith(contentType, ANY_EVENT_FORMAT);
    }

    /** Whether a header is an attribute. */
    public static boolean isAttribute(String headerName) {
        return headerName.regionMatches(true, 0, ATTRIBUTE_PREFIX, 0, ATTRIBUTE_PREFIX.length());
    }

    /** The name of the attribute that a header is. */
    public static String attribute(String headerName) {
        return lowerCase(headerName.substring(ATTRIBUTE_PREFIX.length()));
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
}
