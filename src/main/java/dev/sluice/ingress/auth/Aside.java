package dev.sluice.ingress.auth;

import dev.sluice.ingress.auth.Verdict.Pending;
import dev.sluice.ingress.auth.Verdict.Unknown;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Checks signatures beside the event loops: a forged one costs as much as a right one, up to 2 ms of a processor.
 *
 * <p>Has half of the processors, at most {@value #MOST_THREADS}, and no thread while there is nothing to do. What waits
 * is bounded for each {@link Lane}, so that a sender under attack fills its own only. Thread-safe.
 */
@Singleton
public final class Aside {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");
    private static final int MOST_THREADS = 4;
    private static final int IDLE_SECONDS = 10;

    private static final Unknown FULL = new Unknown("too many signatures are being checked; send this again later");
    private static final Unknown FAILED =
            new Unknown("the signature could not be checked; the log of this instance has the details");

    private final Executor threads;

    /** Threads for this machine. */
    public Aside() {
        this(Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() / 2)));
    }

    /** As many threads as {@code most}. */
    Aside(int most) {
        this(threads(most));
    }

    /** Checks that {@code threads} make, which is asked for as many at once as all lanes have room for. */
    Aside(Executor threads) {
        this.threads = threads;
    }

    private static Executor threads(int most) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "sluice-proof-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
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

        /**
         * Makes a check on a thread of its own.
         *
         * @param check must not return a {@link Pending}; one that throws is logged, and its verdict is unknown
         * @return the verdict to come, or {@link Unknown} if the lane is full
         */
        Verdict make(Supplier<Verdict> check) {
            CompletableFuture<Verdict> verdict = new CompletableFuture<>();
            return run(() -> verdict.complete(made(check))) ? new Pending(verdict) : FULL;
        }

        private static Verdict made(Supplier<Verdict> check) {
            try {
                return check.get();
            } catch (RuntimeException e) {
                LOG.error("a signature could not be checked: this is a defect of Sluice", e);
                return FAILED;
            }
        }
    }
}
