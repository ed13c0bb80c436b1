package dev.sluice.ingress;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.InvalidEvent;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of one request into one array, refusing it as soon as it is known to be over the limit.
 *
 * <p>One copy, into an array of the right size where the length is declared. What comes after a refusal is thrown
 * away, so that the sender can finish and read the answer, but not without end. Used on the request's event loop only.
 */
final class RequestBody {

    /** How much of a refused body is read and dropped before the connection is closed, as a multiple of the limit. */
    private static final int DROPPED_LIMITS = 8;

    private static final byte[] NONE = new byte[0];

    private final HttpServerRequest request;
    private final int limit;
    private final Consumer<Bytes> whole;
    private final Handler<InvalidEvent> refused;

    private byte[] bytes = NONE;
    private int length;
    private long dropped;
    private boolean over;

    private RequestBody(HttpServerRequest request, int limit, Consumer<Bytes> whole, Handler<InvalidEvent> refused) {
        this.request = request;
        this.limit = limit;
        this.whole = whole;
        this.refused = refused;
    }

    /**
     * Reads the body of {@code request}; exactly one of the handlers is called, unless the sender goes away first.
     *
     * @param limit bytes at most
     * @param whole is given the body
     * @param refused is given the refusal of a body over the limit
     * @param gone is called where the connection breaks before the body is complete
     */
    static void read(
            HttpServerRequest request,
            int limit,
            Consumer<Bytes> whole,
            Handler<InvalidEvent> refused,
            Handler<Throwable> gone) {
        RequestBody body = new RequestBody(request, limit, whole, refused);
        request.exceptionHandler(gone);
        request.handler(body::append);
        request.endHandler(end -> body.end());
        body.begin();
        request.resume();
    }

    private void begin() {
        long declared = declaredLength(request.getHeader(HttpHeaders.CONTENT_LENGTH));
        if (declared > limit) {
            refuse();
            return;
        }
        if (declared > 0) {
            bytes = new byte[(int) declared];
        }
        if (HttpHeaders.CONTINUE.toString().equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
    }

    private void append(Buffer chunk) {
        if (over) {
            drop(chunk.length());
            return;
        }
        int size = chunk.length();
        if (size > limit - length) {
            refuse();
            return;
        }
        if (length + size > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(length + size, 2 * bytes.length)));
        }
        chunk.getBytes(0, size, bytes, length);
        length += size;
    }

    private void end() {
        if (!over) {
            whole.accept(Bytes.of(bytes).slice(0, length));
        }
    }

    private void refuse() {
        over = true;
        bytes = NONE;
        refused.handle(InvalidEvent.tooLarge(limit));
    }

    private void drop(int size) {
        dropped += size;
        if (dropped > (long) DROPPED_LIMITS * limit) {
            request.connection().close();
        }
    }

    /** The length that the sender declared; -1 where it declared none. The server has refused malformed ones. */
    private static long declaredLength(@Nullable String contentLength) {
        if (contentLength == null) {
            return -1;
        }
        try {
            return Long.parseLong(contentLength);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
