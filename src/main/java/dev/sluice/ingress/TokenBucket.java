package dev.sluice.ingress;

import java.util.concurrent.TimeUnit;

/**
 * Grants a number of requests a minute, evenly; as many as fit into a second may come at once.
 *
 * <p>Keeps one number, the time at which the bucket is full again, so that nothing is lost in rounding. Never sleeps;
 * the caller tells the time. Thread-safe. A library for this would be larger than the class.
 */
final class TokenBucket {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int SECONDS_PER_MINUTE = 60;

    private final long nanosPerToken;
    private final long nanosToFill;
    private long fullAt;

    /** A full bucket that grants {@code perMinute} requests, from the time {@code now} in nanoseconds on. */
    TokenBucket(int perMinute, long now) {
        this.nanosPerToken = TimeUnit.MINUTES.toNanos(1) / perMinute;
        int capacity = Math.max(1, perMinute / SECONDS_PER_MINUTE);
        this.nanosToFill = capacity * nanosPerToken;
        this.fullAt = now;
    }

    /**
     * Grants a request at the time {@code now}, in nanoseconds.
     *
     * @return 0 if it is granted; otherwise the whole seconds to wait for the next
     */
    synchronized int secondsToWait(long now) {
        long fullAfter = Math.max(0, fullAt - now) + nanosPerToken;
        if (fullAfter <= nanosToFill) {
            fullAt = now + fullAfter;
            return 0;
        }
        return (int) ((fullAfter - nanosToFill + SECOND - 1) / SECOND);
    }
}
