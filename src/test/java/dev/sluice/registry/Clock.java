package dev.sluice.registry;

import dev.sluice.runtime.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A clock that stands still until it is put forward, and a timer by it. */
final class Clock implements Timer, LongSupplier {

    private record Task(long dueNanos, Runnable work) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now;

    @Override
    public synchronized long getAsLong() {
        return now;
    }

    @Override
    public synchronized void after(long millis, Runnable task) {
        tasks.add(new Task(now + TimeUnit.MILLISECONDS.toNanos(millis), task));
    }

    /** Puts the clock forward, and runs what is due by then. */
    void forward(long millis) {
        List<Task> due;
        synchronized (this) {
            now += TimeUnit.MILLISECONDS.toNanos(millis);
            due = tasks.stream().filter(task -> task.dueNanos <= now).toList();
            tasks.removeAll(due);
        }
        due.forEach(task -> task.work.run());
    }
}
