package dev.sluice.ingress;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.runtime.Timeouts;
import dev.sluice.runtime.Timeouts.Timeout;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of one request into one array, and refuses it as soon as it is known to exceed a limit.
 *
 * <p>Costs one copy, into an array of the declared size that is made with the first byte. If room is short, the array
 * grows with what arrives, so that a declared length alone takes none. After a refusal the rest is dropped up to a
 * bound, so that the sender can finish and read the answer. Used on the request's event loop only.
 */
final class RequestBody {

    /** How much of a refused body is read and dropped before the connection is closed, as a multiple of the limit. */
    private static final int DROPPED_LIMITS = 8;

    /** Room for bytes still to come, if room is short. */
    private static final int ADVANCE = 16 * 1024;

    /** The size that everybody must pass on (CloudEvents 1.0.2, "Size Limits"): larger bodies make room for it. */
    private static final int SMALL = 64 * 1024;

    private static final byte[] NONE = new byte[0];

    private static final Taker NOBODY = new Taker() {
        @Override
        public boolean isHeadTaken() {
            return false;
        }

        @Override
        public void takeBody(Bytes body) {
            // the exchange is over
        }
    };

    private final Exchange exchange;
    private final HttpServerRequest request;
    private final int limit;
    private final Taker taker;

    private byte[] bytes = NONE;
    private int length;
    private long declared;
    private volatile long held;
    private boolean isUnfinished;
    private boolean isForgotten;
    private long dropped;
    private @Nullable Timeout timeout;

    /** Who wants a body. */
    interface Taker {

        /** Asked before a sender that waits for consent gets it; if false, the exchange is refused. */
        boolean isHeadTaken();

        /** Gets the complete body. */
        void takeBody(Bytes body);
    }

    private RequestBody(Exchange exchange, int limit, Taker taker) {
        this.exchange = exchange;
        this.request = exchange.request();
        this.limit = limit;
        this.taker = taker;
    }

    /**
     * Reads the body of an exchange's request.
     *
     * @param limit the longest body, in bytes; a longer one is refused
     * @param timeouts how long the body may take; it is refused after that
     * @param taker gets the complete body, unless the exchange was refused before, or abandoned because the sender is
     *     gone
     */
    static void read(Exchange exchange, int limit, Timeouts timeouts, Taker taker) {
        RequestBody body = new RequestBody(exchange, limit, taker);
        body.listen(timeouts);
        body.begin();
        exchange.request().resume();
    }

    /**
     * Drops the body of an exchange that is over, so that the sender can finish and read the answer.
     *
     * @param limit the limit on bodies, in bytes; a multiple of it is dropped before the connection is closed
     * @param timeouts how long the body may take; the connection is closed after that
     */
    static void discard(Exchange exchange, int limit, Timeouts timeouts) {
        new RequestBody(exchange, limit, NOBODY).listen(timeouts);
        exchange.request().resume();
    }

    private void listen(Timeouts timeouts) {
        request.exceptionHandler(gone -> {
            forget();
            exchange.abandon();
        });
        request.handler(this::append);
        request.endHandler(end -> end());
        timeout = timeouts.start(exchange.carrier().eventLoop(), this::giveUp);
    }

    private void begin() {
        declared = declaredLength(request.getHeader(HttpHeaders.CONTENT_LENGTH));
        if (declared > limit) {
            exchange.refuse(Refusal.tooLarge(limit));
        } else if (exchange.admitHead() && exchange.carrier().isAskedForConsent() && taker.isHeadTaken()) {
            exchange.carrier().consent();
        }
    }

    private void giveUp() {
        letGo();
        if (exchange.isOver()) {
            exchange.carrier().close();
        } else {
            exchange.refuseAndClose(Outcome.INCOMPLETE, "the body did not arrive in time; send this again");
        }
    }

    /** Releases what was read, because a connection may stay open long after its request is refused. */
    private void forget() {
        letGo();
        isForgotten = true;
        if (timeout != null) {
            timeout.cancel();
        }
    }

    private void letGo() {
        bytes = NONE;
        held = 0;
        if (isUnfinished) {
            isUnfinished = false;
            exchange.admission().unfinished().remove(this);
        }
    }

    private void append(Buffer chunk) {
        int size = chunk.length();
        if (exchange.isOver()) {
            drop(size);
            return;
        }
        if (size > limit - length) {
            letGo();
            exchange.refuse(Refusal.tooLarge(limit));
            return;
        }
        int needed = length + size;
        if (needed > bytes.length && !grow(needed)) {
            letGo();
            return;
        }
        chunk.getBytes(0, size, bytes, length);
        length = needed;
        if (length != declared && !isUnfinished) {
            isUnfinished = true;
            exchange.admission().unfinished().add(this);
        }
    }

    /** Makes room for {@code needed} bytes and some more. Returns false, and the exchange is over, if there is none. */
    private boolean grow(int needed) {
        long capacity = Math.max(needed, Math.min(limit, 2L * bytes.length));
        if (declared >= needed) {
            capacity = exchange.admission().isCalm()
                    ? declared
                    : Math.min(declared, Math.max(capacity, (long) needed + ADVANCE));
        }
        long more = capacity - bytes.length;
        if (capacity > SMALL ? !exchange.admitBytes(more) : !exchange.admitSmall(more)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, (int) capacity);
        held = capacity;
        return true;
    }

    /** The bytes that become free once this body is gone. Called by any thread. */
    long heldBytes() {
        return held;
    }

    /**
     * Drops and refuses this body, because others need the room more than a sender that is not done. Called by any
     * thread.
     */
    void makeRoom() {
        exchange.carrier().eventLoop().execute(() -> {
            if (!isForgotten) {
                letGo();
                exchange.refuseBytes();
            }
        });
    }

    private void end() {
        byte[] read = bytes;
        forget();
        if (!exchange.isOver()) {
            taker.takeBody(Bytes.of(read).slice(0, length));
        }
        exchange.carrier().bodyEnded();
    }

    private void drop(int size) {
        dropped += size;
        if (dropped > (long) DROPPED_LIMITS * limit) {
            exchange.carrier().close();
        }
    }

    /** The length that the sender declared; -1 if it declared none. The server has refused malformed ones. */
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
