package dev.sluice.egress;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets a line be written at most once in ten seconds, and counts what it stands for then. Thread-safe. */
final class LogLimit {

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private final AtomicLong occasions = new AtomicLong();
    private final AtomicLong lastLine;

    /** A limit that reads the time, in nanoseconds, from {@code nanoTime}. */
    LogLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.lastLine = new AtomicLong(nanoTime.getAsLong() - INTERVAL_NANOS);
    }

    /** How many occasions, this one included, the line to be written now stands for; 0 for no line. */
    long occasionsToReport() {
        long now = nanoTime.getAsLong();
        long last = lastLine.get();
        occasions.incrementAndGet();
        return now - last >= INTERVAL_NANOS && lastLine.compareAndSet(last, now) ? occasions.getAndSet(0) : 0;
    }
}
