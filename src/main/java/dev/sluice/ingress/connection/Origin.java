package dev.sluice.ingress.connection;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An address that connections come from, and its share of what all addresses use. Lives as long as one of its
 * connections, so that past addresses take no memory. Thread-safe.
 */
public final class Origin {

    private static final AttributeKey<Origin> KEY = AttributeKey.valueOf("sluice.origin");

    private final AtomicInteger events = new AtomicInteger();

    /** How many connections it has; changed by {@link Origins} only. */
    int connections;

    /** An origin without connections and events. */
    public Origin() {}

    /** The origin of a connection; null if it has no address, as within a process. */
    public static @Nullable Origin of(Channel channel) {
        return channel.attr(KEY).get();
    }

    void mark(Channel channel) {
        channel.attr(KEY).set(this);
    }

    /** Events in flight from this address. */
    public int events() {
        return events.get();
    }

    /** Counts events, more or fewer. */
    public void eventsGrow(int by) {
        events.addAndGet(by);
    }
}
