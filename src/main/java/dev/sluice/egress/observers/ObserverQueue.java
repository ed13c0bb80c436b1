package dev.sluice.egress.observers;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Extension;
import dev.sluice.runtime.LogThrottle;
import io.micrometer.core.instrument.Counter;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Reports outcomes to one observer, on a thread of its own, so that a blocking observer harms nobody else.
 *
 * <p>Up to 1,000 events and 8 MiB wait for the observer; others are dropped and counted. What it throws is logged. The
 * thread does not keep the process from ending. Never blocks the caller. Thread-safe.
 *
 * @param <T> the type of the outcome
 */
final class ObserverQueue<T> {

    /** How many events may wait for the observer. */
    static final int MAX_WAITING = 1000;

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");
    private static final long MAX_BYTES_WAITING = 8L * 1024 * 1024;

    private final Consumer<T> observer;
    private final Counter dropped;
    private final AtomicLong bytes = new AtomicLong();
    private final LogThrottle limit = new LogThrottle(System::nanoTime);
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), ObserverQueue::daemon);

    ObserverQueue(Consumer<T> observer, Counter dropped) {
        this.observer = observer;
        this.dropped = dropped;
    }

    private static Thread daemon(Runnable work) {
        Thread daemon = new Thread(work, "sluice-callback");
        daemon.setDaemon(true);
        return daemon;
    }

    /** Queues the outcome of {@code event} for the observer, or drops it if too much waits. */
    void tell(CloudEvent event, T outcome) {
        long weight = weight(event);
        long waiting = bytes.addAndGet(weight);
        if (waiting > MAX_BYTES_WAITING && waiting > weight) {
            drop(weight);
            return;
        }
        try {
            thread.execute(() -> observe(outcome, weight));
        } catch (RejectedExecutionException full) {
            drop(weight);
        }
    }

    private void drop(long weight) {
        bytes.addAndGet(-weight);
        dropped.increment();
    }

    private void observe(T outcome, long weight) {
        try {
            observer.accept(outcome);
        } catch (Throwable thrown) {
            log(thrown);
        } finally {
            bytes.addAndGet(-weight);
        }
    }

    /** Logs without the message, which may show a part of the event. */
    private void log(Throwable thrown) {
        long times = limit.occasionsToReport();
        if (times > 0) {
            StackTraceElement[] stack = thrown.getStackTrace();
            LOG.errorf(
                    "an observer failed, %d time(s): %s%s",
                    times, thrown.getClass().getName(), stack.length == 0 ? "" : " at " + stack[0]);
        }
    }

    /** The memory of an event, roughly, in bytes: its data and its texts. */
    private static long weight(CloudEvent event) {
        long texts = (long) event.id().length()
                + event.source().length()
                + event.type().length();
        for (Extension extension : event.extensions()) {
            texts += extension.name().length() + extension.value().length();
        }
        return texts + (event.data() == null ? 0 : event.data().length());
    }

    /** Takes no more outcomes. The observer gets those that wait until {@code nanoTime}; the rest is dropped. */
    void end(long nanoTime) {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(nanoTime - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
