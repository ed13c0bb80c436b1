package dev.sluice.egress;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import java.util.concurrent.ScheduledExecutorService;

/** The event loop that a request is on, where what it waits for has to come back to. Stateless. */
final class CallerLoop {

    private CallerLoop() {}

    /** Timers that need no lock and no other thread, where the caller is on an event loop. */
    static ScheduledExecutorService timer() {
        return Vertx.currentContext() instanceof ContextInternal internal
                ? internal.nettyEventLoop()
                : Infrastructure.getDefaultWorkerPool();
    }

    /** The same outcome, back on the caller's event loop; anywhere, where it is on none. */
    static <T> Uni<T> backHere(Uni<T> elsewhere) {
        Context context = Vertx.currentContext();
        return context == null ? elsewhere : elsewhere.emitOn(task -> context.runOnContext(nothing -> task.run()));
    }
}
