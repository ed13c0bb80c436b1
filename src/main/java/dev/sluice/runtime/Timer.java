package dev.sluice.runtime;

import io.vertx.core.Vertx;

/** Runs a task after some milliseconds. */
public interface Timer {

    /** Runs {@code task} once, {@code millis} milliseconds from now, without waiting for it. */
    void after(long millis, Runnable task);

    /** A timer that runs tasks on an event loop. */
    static Timer of(Vertx vertx) {
        return (millis, task) -> vertx.setTimer(millis, timer -> task.run());
    }
}
