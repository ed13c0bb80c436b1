package dev.sluice.ingress.connection;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, those that were silent longest first.
 *
 * <p>One timer looks at all of them a few times a second, and only while there are some. Used on its event loop only,
 * but for {@link #evict}.
 */
final class LoopConnections {

    /** How long a tick is, in which connections count time. */
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
                // taken before, as a connection that is closed is no longer in the list
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

    /** So many more, or fewer, bytes were read that are no request yet; where it is too much, who has most goes. */
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

    /** The connection that has most of something; null where none has any. */
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

    /**
     * So many more, or fewer, streams of HTTP/2 are open; the connection with most of them goes where it is too much.
     */
    void streamsGrow(int by) {
        streams += by;
        if (by > 0 && streams > connections.maxStreams()) {
            // not from inside of its own frame
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

    /** Answers that nobody takes, all together: those that wait longest go. */
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
     * Closes the connection that was silent longest, of those with which nothing is lost; of those that wait for their
     * sender, where there is no such one.
     *
     * @param of where it has to come from; null for anywhere
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
