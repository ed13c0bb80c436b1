package dev.sluice.core.envelope;

import dev.sluice.core.event.MediaType;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.http.CloudEventsDecoder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Looks at the headers of requests. Stateless. */
final class Heads {

    private Heads() {}

    /** Whether a request says that it is a CloudEvent, or several: by its content type, or by any attribute. */
    static boolean sayCloudEvent(Iterable<Map.Entry<String, String>> headers, @Nullable String contentType) {
        if (contentType != null && CloudEventsDecoder.isEventFormat(contentType)) {
            return true;
        }
        for (Map.Entry<String, String> header : headers) {
            if (CloudEventsDecoder.isAttribute(header.getKey())) {
                return true;
            }
        }
        return false;
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
