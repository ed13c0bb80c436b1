package dev.sluice.ingress;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.eventloop.Timeouts;
import dev.sluice.eventloop.Timeouts.Timeout;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of one request into one array, refusing it as soon as it is known to be over a limit.
 *
 * <p>One copy, into an array of the right size where the length is declared, made with the first byte. What comes after a refusal is thrown
 * away, so that the sender can finish and read the answer, but not without end. Used on the request's event loop only.
 */
final class RequestBody {

    /** How much of a refused body is read and dropped before the connection is closed, as a multiple of the limit. */
    private static final int DROPPED_LIMITS = 8;

    private static final byte[] NONE = new byte[0];

    private final Exchange exchange;
    private final HttpServerRequest request;
    private final int limit;
    private final Consumer<Bytes> whole;

    private byte[] bytes = NONE;
    private int length;
    private long admitted;
    private long dropped;
    private @Nullable Timeout timeout;

    private RequestBody(Exchange exchange, int limit, Consumer<Bytes> whole) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.limit = limit;
        this.whole = whole;
    }

    /**
     * Reads the body of an exchange's request.
     *
     * @param limit bytes at most; a longer body is refused
     * @param timeouts how long the body may take to come; refused then
     * @param whole is given the body, unless the exchange is over before it is complete: refused, or abandoned because
     *     the sender has gone
     */
    static void read(Exchange exchange, int limit, Timeouts timeouts, Consumer<Bytes> whole) {
        RequestBody body = new RequestBody(exchange, limit, whole);
        body.listen(timeouts);
        body.begin();
        exchange.request().resume();
    }

    /**
     * Drops the body of an exchange that is over, so that the sender can finish and read the answer.
     *
     * @param limit of which the body may have some multiple
     * @param timeouts how long it may take to end; the connection is closed then
     */
    static void discard(Exchange exchange, int limit, Timeouts timeouts) {
        new RequestBody(exchange, limit, nothing -> {}).listen(timeouts);
        exchange.request().resume();
    }

    private void listen(Timeouts timeouts) {
        request.exceptionHandler(gone -> {
            forget();
            exchange.abandon();
        });
        request.handler(this::append);
        request.endHandler(end -> end());
        timeout = timeouts.start(exchange.eventLoop(), this::giveUp);
    }

    private void begin() {
        List<String> transferEncodings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
        if (!transferEncodings.isEmpty() && !isChunked(transferEncodings)) {
            exchange.refuseAndClose(
                    Outcome.MALFORMED, "the Transfer-Encoding is not supported; the one that is: chunked");
            return;
        }
        long declared = declaredLength(request.getHeader(HttpHeaders.CONTENT_LENGTH));
        if (declared > limit) {
            exchange.refuse(InvalidEvent.tooLarge(limit));
            return;
        }
        if (declared > 0) {
            if (!exchange.admitBytes(declared)) {
                return;
            }
            admitted = declared;
        }
        if (HttpHeaders.CONTINUE.toString().equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
    }

    /** The server reads a body in any other transfer coding as none, so that there would be an event without data. */
    private static boolean isChunked(List<String> transferEncodings) {
        return transferEncodings.size() == 1 && transferEncodings.get(0).trim().equalsIgnoreCase("chunked");
    }

    private void giveUp() {
        bytes = NONE;
        if (exchange.isOver()) {
            exchange.closeConnection();
        } else {
            exchange.refuseAndClose(Outcome.INCOMPLETE, "the body did not come in time; send this again");
        }
    }

    /** Lets go of what was read: a connection may stay open long after its request is refused. */
    private void forget() {
        bytes = NONE;
        if (timeout != null) {
            timeout.cancel();
        }
    }

    private void append(Buffer chunk) {
        int size = chunk.length();
        if (exchange.isOver()) {
            drop(size);
            return;
        }
        if (size > limit - length) {
            bytes = NONE;
            exchange.refuse(InvalidEvent.tooLarge(limit));
            return;
        }
        int needed = length + size;
        if (needed > admitted) {
            if (!exchange.admitBytes(needed - admitted)) {
                bytes = NONE;
                return;
            }
            admitted = needed;
        }
        if (needed > bytes.length) {
            // the declared length, or as for any growing array
            bytes = Arrays.copyOf(bytes, (int) Math.max(admitted, Math.min(limit, 2L * bytes.length)));
        }
        chunk.getBytes(0, size, bytes, length);
        length = needed;
    }

    private void end() {
        byte[] read = bytes;
        forget();
        if (!exchange.isOver()) {
            whole.accept(Bytes.of(read).slice(0, length));
        }
        exchange.bodyEnded();
    }

    private void drop(int size) {
        dropped += size;
        if (dropped > (long) DROPPED_LIMITS * limit) {
            exchange.closeConnection();
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
