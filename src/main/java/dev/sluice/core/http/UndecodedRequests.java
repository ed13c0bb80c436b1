package dev.sluice.core.http;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Refusal.Reason;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.EventFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps requests that cannot be decoded, as far as a record has room for them: no body that is larger than an event may
 * be, and up to {@value #MAX_HEADERS} headers with names and values of up to {@value #MAX_BYTES} bytes together. A
 * header that does not fit is left out as a whole. Thread-safe.
 */
public final class UndecodedRequests {

    static final int MAX_HEADERS = 100;

    /** What an event in binary mode may need, and half of the room that the producer has beside the largest body. */
    static final int MAX_BYTES = 64 * 1024;

    /** The same for an element, of which a batch has many: their records must fit in what may be in flight. */
    static final int MAX_BYTES_OF_AN_ELEMENT = 512;

    private final int maxBodyBytes;

    /** Keeps bodies of up to {@code maxBodyBytes}. */
    UndecodedRequests(int maxBodyBytes) {
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * The whole request, with its attributes.
     *
     * @param isCoded whether the body still has its content coding
     * @throws Refusal {@code refusal}, if that is about a limit or what a sender may do, there is nothing to keep, or
     *     too much
     */
    Undecoded whole(HttpMessage message, Refusal refusal, boolean isCoded) {
        Headers headers = Headers.of(
                message,
                MAX_BYTES,
                name -> CloudEventsDecoder.isContentType(name)
                        || CloudEventsDecoder.isAttribute(name)
                        || isCoded && name.equalsIgnoreCase("content-encoding"));
        boolean isEmpty = message.body().isEmpty() && !headers.haveAttributes();
        boolean isNeverKept = refusal.reason() == Reason.TOO_LARGE || refusal.reason() == Reason.FORBIDDEN;
        if (isEmpty || message.body().length() > maxBodyBytes || isNeverKept) {
            throw refusal;
        }
        return new Undecoded(refusal, 0, message.body(), headers.kept, headers.leftOut);
    }

    /** Adds elements of {@code batch} to {@code into}. The attributes of the request say nothing of them. */
    public static EventFormat.UndecodedElements elements(HttpMessage batch, List<Undecoded> into) {
        Headers headers = Headers.of(batch, MAX_BYTES_OF_AN_ELEMENT, CloudEventsDecoder::isContentType);
        return (index, element, refusal) ->
                into.add(new Undecoded(refusal, index, element, headers.kept, headers.leftOut));
    }

    /** The headers that are kept, in the order they were sent, and how many are left out. */
    private static final class Headers {

        private final List<Undecoded.Header> kept = new ArrayList<>();
        private int bytesLeft;
        private int leftOut;

        private Headers(int maxBytes) {
            this.bytesLeft = maxBytes;
        }

        static Headers of(HttpMessage message, int maxBytes, Predicate<String> isKept) {
            Headers headers = new Headers(maxBytes);
            for (Map.Entry<String, String> header : message.headers()) {
                if (isKept.test(header.getKey())) {
                    headers.add(header.getKey(), header.getValue());
                }
            }
            return headers;
        }

        private void add(String name, String value) {
            int size = name.length() + value.length();
            if (kept.size() == MAX_HEADERS || size > bytesLeft) {
                leftOut++;
                return;
            }
            bytesLeft -= size;
            // each character stands for one byte
            Bytes sent = Bytes.of(value.getBytes(StandardCharsets.ISO_8859_1));
            kept.add(new Undecoded.Header(name.toLowerCase(Locale.ROOT), sent));
        }

        boolean haveAttributes() {
            return kept.stream().anyMatch(header -> CloudEventsDecoder.isAttribute(header.name()));
        }
    }
}
