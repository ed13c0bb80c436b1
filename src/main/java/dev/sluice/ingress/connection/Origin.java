package dev.sluice.ingress.connection;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An address that connections come from, and how much of what all share it has. Lives as long as one of its
 * connections, so that addresses take no memory. Thread-safe.
 */
public final class Origin {

    private static final AttributeKey<Origin> KEY = AttributeKey.valueOf("sluice.origin");

    private final AtomicInteger events = new AtomicInteger();

    /** How many connections it has; changed by {@link Connections} only. */
    int connections;

    /** One that has nothing yet. */
    public Origin() {}

    /** The origin of a connection; null where it has no address, as within a process. */
    public static @Nullable Origin of(Channel channel) {
        return channel.attr(KEY).get();
    }

    void mark(Channel channel) {
        channel.attr(KEY).set(this);
    }

    /** Events of it that are taken and not answered. */
    public int events() {
        return events.get();
    }

    /** So many more events are taken, or fewer. */
    public void eventsGrow(int by) {
        events.addAndGet(by);
    }
}
