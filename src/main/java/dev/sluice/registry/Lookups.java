package dev.sluice.registry;

import dev.sluice.runtime.LogThrottle;
import dev.sluice.runtime.Timer;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Where schemas are looked up: on threads of its own, those first that an event waits for.
 *
 * <p>Has {@value #THREADS} threads, and none while there is nothing to do, so a registry is asked that many questions
 * at once. What waits is bounded by how many subjects are remembered. Thread-safe.
 */
final class Lookups {

    private static final Logger LOG = Logger.getLogger("dev.sluice.registry");
    private static final int THREADS = 4;
    private static final int IDLE_SECONDS = 10;

    private final Registry registry;
    private final RegistryMeters meters;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final long timeoutMillis;
    private final long refreshNanos;
    private final LogThrottle warnings;
    private final LogThrottle errors;
    private final ThreadPoolExecutor threads = threads();
    private final AtomicLong tasks = new AtomicLong();
    private final AtomicInteger named = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();

    /** Who waits for a lookup. */
    enum Rank {
        /** An event. */
        EVENT,
        /** Nobody. */
        NOBODY
    }

    private record Task(Rank rank, long number, Runnable work) implements Runnable, Comparable<Task> {

        @Override
        public void run() {
            work.run();
        }

        @Override
        public int compareTo(Task other) {
            int byRank = rank.compareTo(other.rank);
            return byRank == 0 ? Long.compare(number, other.number) : byRank;
        }
    }

    /**
     * Lookups in {@code registry}.
     *
     * @param timeoutMillis how long an event waits at most
     * @param refreshNanos how old a latest version is when it is looked up again
     */
    Lookups(
            Registry registry,
            RegistryMeters meters,
            Timer timer,
            LongSupplier nanoTime,
            long timeoutMillis,
            long refreshNanos) {
        this.registry = registry;
        this.meters = meters;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.timeoutMillis = timeoutMillis;
        this.refreshNanos = refreshNanos;
        this.warnings = new LogThrottle(nanoTime);
        this.errors = new LogThrottle(nanoTime);
    }

    private static ThreadPoolExecutor threads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new PriorityBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "sluice-registry-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Runs {@code lookup} on a thread of its own, unless the process ends. */
    void run(Rank rank, Runnable lookup) {
        try {
            threads.execute(new Task(rank, tasks.getAndIncrement(), lookup));
        } catch (RejectedExecutionException e) {
            LOG.debugf("the process ends: %s", e.getMessage());
        }
    }

    /** The registry. */
    Registry registry() {
        return registry;
    }

    /** What counts. */
    RegistryMeters meters() {
        return meters;
    }

    /** Runs a task after some time. */
    Timer timer() {
        return timer;
    }

    /** The time in nanoseconds, as {@link System#nanoTime}. */
    long nanoTime() {
        return nanoTime.getAsLong();
    }

    /** How long an event waits at most. */
    long timeoutMillis() {
        return timeoutMillis;
    }

    /** How old a latest version is when it is looked up again. */
    long refreshNanos() {
        return refreshNanos;
    }

    /** A schema that the configuration names is not known yet. */
    void isNamed() {
        named.incrementAndGet();
        unknown.incrementAndGet();
    }

    /** One of those is known from now on. */
    void isKnown() {
        if (unknown.decrementAndGet() == 0) {
            LOG.infof("the registry has all schemas that the configuration names: %d", named.get());
        }
    }

    /** How many schemas that the configuration names are not known. */
    int unknown() {
        return unknown.get();
    }

    /** Logs a failure that a registry may recover from by itself, at most once in ten seconds. */
    void warn(String line) {
        long times = warnings.occasionsToReport();
        if (times > 0) {
            LOG.warn(line + others(times));
        }
    }

    /** Logs a failure that an operator has to act on, at most once in ten seconds. */
    void error(String line) {
        long times = errors.occasionsToReport();
        if (times > 0) {
            LOG.error(line + others(times));
        }
    }

    private static String others(long times) {
        return times == 1 ? "" : " (the last of " + times + " lookups that failed)";
    }

    /** Ends the lookups. */
    void close() {
        threads.shutdownNow();
    }
}
