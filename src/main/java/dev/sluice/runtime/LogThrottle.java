package dev.sluice.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * At most one line of the log in ten seconds for something that may happen at each event. Says how often it happened,
 * so that the line can. Costs two atomic reads and an increment; thread-safe.
 */
public final class LogThrottle {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private final AtomicLong occasions = new AtomicLong();
    private final AtomicLong lastLine;

    /** A limit that reads the time, in nanoseconds, from {@code nanoTime}. */
    public LogThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastLine = new AtomicLong(nanoTime.getAsLong() - INTERVAL_NANOS);
    }

    /**
     * Counts one occasion.
     *
     * @return 0 if no line is to be written now; otherwise the number of occasions since the last line, with this one
     */
    public long occasionsToReport() {
        long now = nanoTime.getAsLong();
        long last = lastLine.get();
        occasions.incrementAndGet();
        return now - last >= INTERVAL_NANOS && lastLine.compareAndSet(last, now) ? occasions.getAndSet(0) : 0;
    }
}
