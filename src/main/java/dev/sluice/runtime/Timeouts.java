package dev.sluice.runtime;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Timeouts of one length, of which every event starts and cancels some.
 *
 * <p>Because all have the same length, those of an event loop expire in the order they were started. A linked list
 * therefore replaces a timer's sorted queue, and one timer of the event loop, set at most once in that length, serves
 * all of them. Every event loop has its own list. Used on event loops only; no locks.
 */
public final class Timeouts {

    private final long nanos;

    private final FastThreadLocal<Running> running = new FastThreadLocal<>() {
        @Override
        protected Running initialValue() {
            return new Running();
        }
    };

    /** Timeouts that expire after {@code length}. */
    public Timeouts(Duration length) {
        this.nanos = length.toNanos();
    }

    /**
     * Starts a timeout.
     *
     * @param here the event loop of the caller, which runs {@code expired} unless the timeout is cancelled
     */
    public Timeout start(EventLoop here, Runnable expired) {
        Running onThisLoop = running.get();
        Timeout timeout = new Timeout(System.nanoTime() + nanos, expired);
        onThisLoop.add(timeout);
        if (!onThisLoop.isTimerSet) {
            onThisLoop.setTimer(here, nanos);
        }
        return timeout;
    }

    /** A timeout that is running, expired or cancelled. Used on its event loop only. */
    public static final class Timeout implements Cancellable {

        private final long end;
        private final Runnable expired;
        private Timeout before = this;
        private Timeout behind = this;

        private Timeout(long end, Runnable expired) {
            this.end = end;
            this.expired = expired;
        }

        /** Cancels the timeout, unless it has expired. */
        @Override
        public void cancel() {
            before.behind = behind;
            behind.before = before;
            before = this;
            behind = this;
        }
    }

    /**
     * The running timeouts of one event loop in a ring, from {@code ends} to the first to expire and on to the last.
     */
    private static final class Running {

        private final Timeout ends = new Timeout(0, () -> {});
        private boolean isTimerSet;

        private void add(Timeout timeout) {
            timeout.before = ends.before;
            timeout.behind = ends;
            ends.before.behind = timeout;
            ends.before = timeout;
        }

        private void setTimer(EventLoop loop, long inNanos) {
            isTimerSet = true;
            loop.schedule(() -> expire(loop), inNanos, TimeUnit.NANOSECONDS);
        }

        private void expire(EventLoop loop) {
            long now = System.nanoTime();
            try {
                for (Timeout first = ends.behind; first != ends && first.end - now <= 0; first = ends.behind) {
                    first.cancel();
                    first.expired.run();
                }
            } finally {
                isTimerSet = false;
                if (ends.behind != ends) {
                    setTimer(loop, ends.behind.end - now);
                }
            }
        }
    }
}
