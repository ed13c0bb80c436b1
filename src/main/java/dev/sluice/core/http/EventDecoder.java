package dev.sluice.core.http;

import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a request in the words of one kind of sender.
 *
 * <p>Pure and thread-safe; never copies the body.
 */
public interface EventDecoder {

    /**
     * Whether a request with this content type holds any number of events, for which the limits of batches apply.
     *
     * @param contentType the header as it was sent; null for none
     */
    boolean isBatch(@Nullable String contentType);

    /**
     * Looks at the headers of a message whose body is still to come.
     *
     * @param contentType the one content type among them; null for none
     * @throws Refusal that {@link #decode} would throw whatever the body is
     */
    void checkHead(Iterable<Map.Entry<String, String>> headers, @Nullable String contentType);

    /**
     * The events in {@code message}.
     *
     * @param contentType the one content type among its headers; null for none
     * @param undecoded gets the elements of a batch that are refused; if it is null, the first of them is thrown with
     *     its index
     * @throws Refusal {@code MALFORMED} if it is not an event of this sender or cannot be read,
     *     {@code INVALID_ATTRIBUTE} or {@code INVALID_DATA} if a rule is broken, {@code UNSUPPORTED_FORMAT} if the
     *     format is not one that is read, {@code TOO_LARGE} beyond a limit of batches; for a batch with the index of
     *     the event at fault
     */
    Decoded decode(HttpMessage message, @Nullable String contentType, @Nullable List<Undecoded> undecoded);

    /**
     * The events of a request.
     *
     * @param events in the order they were sent
     * @param isBatch as in {@link Arrived}
     */
    record Decoded(List<CloudEvent> events, boolean isBatch) {

        /** A request that holds exactly one event. */
        public static Decoded of(CloudEvent event) {
            return new Decoded(List.of(event), false);
        }
    }
}
