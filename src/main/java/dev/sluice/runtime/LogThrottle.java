package dev.sluice.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Allows one log line in ten seconds for something that may happen with every event, and counts the occasions, so that
 * the line can say how many there were. Costs two atomic reads and an increment; thread-safe.
 */
public final class LogThrottle {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private final AtomicLong occasions = new AtomicLong();
    private final AtomicLong lastLine;

    /** A throttle that reads the time in nanoseconds from {@code nanoTime}. */
    public LogThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastLine = new AtomicLong(nanoTime.getAsLong() - INTERVAL_NANOS);
    }

    /**
     * Counts one occasion.
     *
     * @return 0 if no line is due; otherwise the number of occasions since the last line, including this one
     */
    public long occasionsToReport() {
        long now = nanoTime.getAsLong();
        long last = lastLine.get();
        occasions.incrementAndGet();
        return now - last >= INTERVAL_NANOS && lastLine.compareAndSet(last, now) ? occasions.getAndSet(0) : 0;
    }
}
