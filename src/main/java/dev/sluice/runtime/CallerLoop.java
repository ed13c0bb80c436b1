package dev.sluice.runtime;

import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import org.jspecify.annotations.Nullable;

/** The event loop of a request, which everything that the request waits for must return to. Stateless. */
public final class CallerLoop {

    private CallerLoop() {}

    /** The caller's event loop; null if the caller is not on one. */
    public static @Nullable EventLoop eventLoop() {
        EventLoop ofCaller =
                Vertx.currentContext() instanceof ContextInternal internal ? internal.nettyEventLoop() : null;
        return ofCaller != null && ofCaller.inEventLoop() ? ofCaller : null;
    }

    /** The same outcome, delivered on the caller's event loop; if the caller is on none, on any thread. */
    public static <T> Uni<T> backHere(Uni<T> elsewhere) {
        Context context = Vertx.currentContext();
        return context == null ? elsewhere : elsewhere.emitOn(task -> context.runOnContext(nothing -> task.run()));
    }
}
