package dev.sluice.ingress.auth;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Checks signatures beside the event loops: a forged one costs as much as a right one, up to 2 ms of a processor.
 *
 * <p>Has half of the processors, at most {@value #MOST_THREADS}, and no thread while there is nothing to do. What waits
 * is bounded for each {@link Lane}, so that a sender under attack fills its own only. Thread-safe.
 */
public final class Aside {

    private static final int MOST_THREADS = 4;
    private static final int IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads;

    /** Threads for this machine. */
    public Aside() {
        this(Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2)));
    }

    /** As many threads as {@code most}. */
    Aside(int most) {
        threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Aside::daemon);
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread daemon(Runnable work) {
        Thread daemon = new Thread(work, "sluice-proof");
        daemon.setDaemon(true);
        return daemon;
    }

    /** A lane in which up to {@code most} checks wait or run. */
    Lane lane(int most) {
        return new Lane(most);
    }

    /** What one proof may have waiting. */
    final class Lane {

        private final int most;
        private final AtomicInteger taken = new AtomicInteger();

        private Lane(int most) {
            this.most = most;
        }

        /** Runs {@code check} on a thread of its own; false, and never runs it, if the lane is full. */
        boolean run(Runnable check) {
            if (taken.incrementAndGet() > most) {
                taken.decrementAndGet();
                return false;
            }
            threads.execute(() -> {
                try {
                    check.run();
                } finally {
                    taken.decrementAndGet();
                }
            });
            return true;
        }
    }
}
