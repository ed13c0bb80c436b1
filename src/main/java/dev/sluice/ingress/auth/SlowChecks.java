package dev.sluice.ingress.auth;

import dev.sluice.ingress.auth.Verdict.Pending;
import dev.sluice.ingress.auth.Verdict.Unknown;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Makes checks that take too long for an event loop, on few threads aside.
 *
 * <p>Each proof has a lane of its own, in which a bounded number of checks wait: whoever floods one with wrong
 * signatures fills that lane, and neither the others' nor the memory. A check that finds no room is one whose verdict
 * is unknown, so the sender repeats it. Thread-safe.
 */
public final class SlowChecks {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");
    private static final int MOST_WAITING = 64;
    private static final int SECONDS_OF_AN_IDLE_THREAD = 10;

    private static final Unknown FULL = new Unknown("too many signatures are being checked; send this again later");
    private static final Unknown FAILED =
            new Unknown("the signature could not be checked; the log of this instance has the details");

    private final Executor threads;

    /** Checks that {@code threads} make, which is asked for as many at once as all lanes have room for. */
    SlowChecks(Executor threads) {
        this.threads = threads;
    }

    /** Checks on threads of their own: half as many as there are processors. An idle thread ends. */
    public static SlowChecks onThreads() {
        int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count, count, SECONDS_OF_AN_IDLE_THREAD, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "sluice-proof-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return new SlowChecks(threads);
    }

    /** Room for the checks of one proof. */
    Lane lane() {
        return new Lane();
    }

    /** The checks of one proof that wait or are being made. */
    final class Lane {

        private final AtomicInteger waiting = new AtomicInteger();

        /**
         * Makes a check aside.
         *
         * @param check must not return a {@link Pending}; one that throws is logged, and its verdict is unknown
         * @return the verdict to come, or {@link Unknown} if there is no room
         */
        Verdict make(Supplier<Verdict> check) {
            if (waiting.incrementAndGet() > MOST_WAITING) {
                waiting.decrementAndGet();
                return FULL;
            }
            CompletableFuture<Verdict> verdict = new CompletableFuture<>();
            try {
                threads.execute(() -> verdict.complete(made(check)));
            } catch (RejectedExecutionException e) {
                waiting.decrementAndGet();
                return FULL;
            }
            return new Pending(verdict);
        }

        private Verdict made(Supplier<Verdict> check) {
            try {
                return check.get();
            } catch (RuntimeException e) {
                LOG.error("a signature could not be checked: this is a defect of Sluice", e);
                return FAILED;
            } finally {
                waiting.decrementAndGet();
            }
        }
    }
}
