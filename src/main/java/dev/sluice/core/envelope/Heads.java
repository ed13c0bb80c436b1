package dev.sluice.core.envelope;

import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at the headers of requests. Stateless. */
final class Heads {

    private static final String ATTRIBUTE_PREFIX = "ce-";

    private Heads() {}

    /** Whether a request says that it is a CloudEvent, or several: by its content type, or by any attribute. */
    static boolean sayCloudEvent(Iterable<Map.Entry<String, String>> headers, @Nullable String contentType) {
        if (contentType != null && isCloudEvents(contentType)) {
            return true;
        }
        for (Map.Entry<String, String> header : headers) {
            if (isAttribute(header.getKey())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a content type is that of an event format, or of batches in one. */
    static boolean isCloudEvents(String contentType) {
        return MediaType.startsWith(contentType, "application/cloudevents");
    }

    /** Whether a header, or what a broker keeps of one, is an attribute. */
    static boolean isAttribute(String name) {
        return name.regionMatches(true, 0, ATTRIBUTE_PREFIX, 0, ATTRIBUTE_PREFIX.length());
    }

    /** The attribute that a header is. */
    static String attribute(String name) {
        return name.substring(ATTRIBUTE_PREFIX.length()).toLowerCase(Locale.ROOT);
    }

    /**
     * The value of the header {@code name}, one character for each byte; null if there is none.
     *
     * @throws Refusal {@code MALFORMED} if there are several
     */
    static @Nullable String one(Iterable<Map.Entry<String, String>> headers, String name) {
        String value = null;
        for (Map.Entry<String, String> header : headers) {
            if (header.getKey().equalsIgnoreCase(name)) {
                if (value != null) {
                    throw Refusal.malformed("the header " + name + " must not be repeated");
                }
                value = header.getValue();
            }
        }
        return value;
    }

    /** Refuses a content type that is not JSON with {@code rule}; none is as good as JSON. */
    static void checkJson(@Nullable String contentType, String rule) {
        if (contentType != null && !MediaType.isJson(contentType)) {
            throw Refusal.unsupported(rule);
        }
    }
}
