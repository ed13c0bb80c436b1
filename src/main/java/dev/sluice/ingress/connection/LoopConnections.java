package dev.sluice.ingress.connection;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, the longest silent first.
 *
 * <p>One timer checks all of them a few times a second, and only while there are some. Used on its event loop only.
 */
final class LoopConnections {

    /** The length of a tick, in which connections count time. */
    static final long TICK_MILLIS = 250;

    private final EventLoop eventLoop;
    private final Connections connections;
    private @Nullable Connection first;
    private @Nullable Connection last;
    private int now;
    private boolean isTicking;
    private long unreadBytes;
    private int streams;

    LoopConnections(EventLoop eventLoop, Connections connections) {
        this.eventLoop = eventLoop;
        this.connections = connections;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /** The number of ticks so far. */
    int now() {
        return now;
    }

    void add(Connection connection) {
        append(connection);
        if (!isTicking) {
            isTicking = true;
            tickLater();
        }
    }

    private void tickLater() {
        eventLoop.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        now++;
        try {
            Connections.Ticks limits = connections.ticks();
            for (Connection each = first; each != null; ) {
                // read first, because a closed connection is no longer in the list
                Connection next = each.behind;
                each.check(now, limits);
                each = next;
            }
            boundUnwritten();
        } finally {
            isTicking = first != null;
            if (isTicking) {
                tickLater();
            }
        }
    }

    /** The process ends: every sender is told, as far as its protocol can say so. */
    void sayGoodbye() {
        for (Connection each = first; each != null; ) {
            // taken before, as a connection that breaks is no longer in the list
            Connection next = each.behind;
            each.sayGoodbye();
            each = next;
        }
    }

    void remove(Connection connection) {
        Connection before = connection.before;
        Connection behind = connection.behind;
        if (before == null) {
            first = behind;
        } else {
            before.behind = behind;
        }
        if (behind == null) {
            last = before;
        } else {
            behind.before = before;
        }
        connection.before = null;
        connection.behind = null;
    }

    void moveToTheEnd(Connection connection) {
        if (connection != last) {
            remove(connection);
            append(connection);
        }
    }

    private void append(Connection connection) {
        connection.before = last;
        if (last == null) {
            first = connection;
        } else {
            last.behind = connection;
        }
        last = connection;
    }

    /**
     * Counts bytes, more or fewer, that were read and are no request yet. If there are too many, the connection with
     * most of them is closed.
     */
    void unreadGrow(int bytes) {
        unreadBytes += bytes;
        while (bytes > 0 && unreadBytes > connections.maxUnreadBytes()) {
            Connection largest = withMost(Connection::unreadBytes);
            if (largest == null) {
                return;
            }
            largest.close();
        }
    }

    /** The connection with the highest {@code count}; null if all have none. */
    private @Nullable Connection withMost(ToIntFunction<Connection> count) {
        Connection found = null;
        int most = 0;
        for (Connection each = first; each != null; each = each.behind) {
            int counted = count.applyAsInt(each);
            if (counted > most) {
                found = each;
                most = counted;
            }
        }
        return found;
    }

    /** Counts streams of HTTP/2, more or fewer. If there are too many, the connection with most of them is closed. */
    void streamsGrow(int by) {
        streams += by;
        if (by > 0 && streams > connections.maxStreams()) {
            // later, because the connection may be reading a frame now
            eventLoop.execute(this::closeTheBusiest);
        }
    }

    private void closeTheBusiest() {
        if (streams <= connections.maxStreams()) {
            return;
        }
        Connection busiest = withMost(Connection::streams);
        if (busiest != null) {
            busiest.close();
        }
    }

    /** Bounds the answers that nobody reads, all together: closes the connections that were silent longest. */
    private void boundUnwritten() {
        long unwritten = 0;
        for (Connection each = last; each != null; ) {
            Connection next = each.before;
            long ofThisOne = each.unwrittenBytes();
            if (ofThisOne > 0 && unwritten + ofThisOne > connections.maxUnwrittenBytes()) {
                each.close();
            } else {
                unwritten += ofThisOne;
            }
            each = next;
        }
    }

    /**
     * Closes the longest silent connection with which nothing is lost, or else the longest silent one that waits for
     * its sender.
     *
     * @param spared the connection not to close; null for none
     * @param of the origin it must come from; null for any
     * @return whether there was one
     */
    boolean evict(@Nullable Connection spared, @Nullable Origin of) {
        Connection reading = null;
        for (Connection each = first; each != null; each = each.behind) {
            if (each == spared || of != null && each.origin() != of) {
                continue;
            }
            if (each.isIdle()) {
                each.close();
                return true;
            }
            if (reading == null && each.isReading()) {
                reading = each;
            }
        }
        if (reading != null) {
            reading.close();
        }
        return reading != null;
    }
}
