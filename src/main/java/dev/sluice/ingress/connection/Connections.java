package dev.sluice.ingress.connection;

import dev.sluice.config.SluiceConfig;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All connections, and the bounds on them: how many there are, how long they may take, and how much may wait on them.
 *
 * <p>Where there are as many as may be, the one that was silent longest makes room for a new one, and where one address
 * has more than half of them, one of its own; where all are busy, the new one is told to come back later. Memory does
 * not grow with them, as all bounds are on their sum. Thread-safe; a few atomic additions a connection.
 */
@Singleton
@Unremovable
public final class Connections implements HttpServerOptionsCustomizer {

    /** What the paths of Quarkus's own pages begin with, each of which takes as long as many requests. */
    public static final String FRAMEWORK_PAGES = "/q/";

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");

    /** Files, and connections to brokers, that are open besides. */
    private static final int OTHER_DESCRIPTORS = 256;

    private static final int FEWEST = 16;

    /** How many more may be open for the moment in which room is made, as a share of the limit. */
    private static final int SLACK_SHARE = 8;

    /** How many may be on their way to their event loop: more would only wait there, whoever they are of. */
    private static final int MOST_OPENING = 32;

    /**
     * How many that are accepted may wait, which hold up nobody of another address: a kilobyte each, and more of them
     * make collecting garbage slow.
     */
    private static final int MOST_WAITING = 2048;

    /** Of the heap, what may be in heads that have not ended, and in answers that nobody takes. */
    private static final int SHARE_OF_HEAP = 16;

    /** Streams of HTTP/2 that are open at once, of all connections, at least: each takes some kilobytes. */
    private static final int MIN_STREAMS = 4096;

    private static final long UNREAD_MILLIS = 30_000;
    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\d+)");

    private final int limit;
    private final int maxWaiting;
    private final Ticks ticks;
    private final BreachAnswers answers;
    private final long maxUnreadBytes;
    private final int maxStreams;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger opening = new AtomicInteger();
    private final Map<InetAddress, Origin> origins = new ConcurrentHashMap<>();
    private final Map<EventLoop, LoopConnections> loops = new ConcurrentHashMap<>();
    private volatile Share share;
    /** The address that has more than half of what may be open. */
    private volatile @Nullable Origin greediest;

    private volatile HttpServerOptions options = new HttpServerOptions();

    /**
     * Durations in {@link LoopConnections#TICK_MILLIS}.
     *
     * @param head how long a head may take
     * @param idle how long a connection may be silent
     * @param unread how long answers may wait for their sender to read
     * @param stream how long one of HTTP/2's streams may be open
     */
    record Ticks(int head, int idle, int unread, int stream) {}

    /**
     * What of the bounds is for one event loop.
     *
     * @param bytes of heads that have not ended, and the same again of answers that nobody takes
     * @param streams of HTTP/2 that are open
     */
    private record Share(long bytes, int streams) {}

    Connections(SluiceConfig config, BreachAnswers answers) {
        SluiceConfig.Connections limits = config.connections();
        int openFiles = openFiles();
        this.limit = limit(limits.max(), openFiles);
        int left = openFiles - OTHER_DESCRIPTORS - limit - slack();
        this.maxWaiting = Math.min(MOST_WAITING, Math.max(FEWEST, left));
        this.ticks = new Ticks(
                ticks(limits.headTimeout().toMillis()),
                ticks(limits.idleTimeout().toMillis()),
                ticks(UNREAD_MILLIS),
                ticks(config.bodyTimeout().toMillis() + config.ackDeadline().toMillis() + UNREAD_MILLIS));
        this.maxStreams = Math.max(MIN_STREAMS, 2 * config.maxEventsInFlight());
        this.answers = answers;
        this.maxUnreadBytes = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        this.share = new Share(maxUnreadBytes, maxStreams);
    }

    private static int ticks(long millis) {
        return (int) Math.min(Integer.MAX_VALUE / 2, Math.max(1, millis / LoopConnections.TICK_MILLIS));
    }

    /** What the platform leaves of the configured number. */
    private static int limit(int configured, int openFiles) {
        // with the slack, and as many that wait, it is as many as there are
        int possible = Math.max(FEWEST, (openFiles - OTHER_DESCRIPTORS) / (SLACK_SHARE + 2) * SLACK_SHARE);
        if (possible < configured) {
            LOG.warnf(
                    "sluice.connections.max %d is more than the limit of this process on open files allows: %d"
                            + " connections are taken; raise the limit (ulimit -n), or lower the key",
                    configured, possible);
        }
        return Math.min(configured, possible);
    }

    private static int openFiles() {
        try {
            Matcher matcher = OPEN_FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
            return matcher.find()
                    ? (int) Math.min(Integer.MAX_VALUE, Long.parseLong(matcher.group(1)))
                    : Integer.MAX_VALUE;
        } catch (IOException e) {
            return Integer.MAX_VALUE; // not on Linux
        }
    }

    @Override
    public void customizeHttpServer(HttpServerOptions created) {
        options = created;
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions created) {
        options = created;
    }

    /** The limits on heads that the server has. */
    HttpServerOptions options() {
        return options;
    }

    BreachAnswers answers() {
        return answers;
    }

    Ticks ticks() {
        return ticks;
    }

    long maxUnreadBytes() {
        return share.bytes();
    }

    long maxUnwrittenBytes() {
        return share.bytes();
    }

    int maxStreams() {
        return share.streams();
    }

    /** The connections of the event loop that this is called on. */
    LoopConnections ofThisLoop(EventLoop eventLoop) {
        LoopConnections known = loops.get(eventLoop);
        return known == null ? add(eventLoop) : known;
    }

    private synchronized LoopConnections add(EventLoop eventLoop) {
        LoopConnections added = loops.computeIfAbsent(eventLoop, loop -> new LoopConnections(loop, this));
        share = new Share(maxUnreadBytes / loops.size(), maxStreams / loops.size());
        return added;
    }

    /**
     * Takes one more connection, for which another one may have to go; null, and not taken, where even the moment in
     * which that happens would be too much, or where the event loops have not taken those before.
     */
    @Nullable
    Connection enter(Channel accepted) {
        if (opening.get() >= MOST_OPENING) {
            return null;
        }
        int now = open.incrementAndGet();
        if (now > limit + slack()) {
            open.decrementAndGet();
            makeRoom(null);
            return null;
        }
        opening.incrementAndGet();
        InetAddress address = address(accepted);
        Connection connection = new Connection(this, address, address == null ? null : join(address, accepted));
        accepted.closeFuture().addListener(closed -> connection.left());
        if (now > limit) {
            makeRoom(connection);
        }
        return connection;
    }

    private int slack() {
        return Math.max(FEWEST, limit / SLACK_SHARE);
    }

    /** How many that are accepted may wait until they are taken. */
    int maxWaiting() {
        return maxWaiting;
    }

    /** Where a connection comes from; null where that is no address. */
    static @Nullable InetAddress address(Channel accepted) {
        return accepted.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
    }

    private @Nullable Origin join(InetAddress address, Channel accepted) {
        return origins.compute(address, (same, known) -> {
            Origin origin = known == null ? new Origin() : known;
            origin.connections++;
            origin.mark(accepted);
            if (origin.connections > limit / 2) {
                greediest = origin;
            }
            return origin;
        });
    }

    /** A connection has come to its event loop, or to its end before that. */
    void opened() {
        opening.decrementAndGet();
    }

    /** A connection from {@code address} is gone. */
    void leave(@Nullable InetAddress address) {
        open.decrementAndGet();
        if (address != null) {
            origins.computeIfPresent(address, (same, origin) -> {
                origin.connections--;
                if (origin.connections <= limit / 2 && greediest == origin) {
                    greediest = null;
                }
                return origin.connections == 0 ? null : origin;
            });
        }
    }

    /** Whether connections come from more than one address, so that one could put the others out. */
    public boolean areOfSeveralOrigins() {
        return origins.size() > 1;
    }

    /** How many there are. */
    public int open() {
        return open.get();
    }

    /** Lets one connection go, all event loops being asked; {@code newcomer} is refused where none can. */
    void makeRoom(@Nullable Connection newcomer) {
        makeRoom(newcomer, greediest);
    }

    /** The same, by one of {@code most} where it has any that can go. */
    private void makeRoom(@Nullable Connection newcomer, @Nullable Origin most) {
        Collection<LoopConnections> all = loops.values();
        AtomicInteger toAsk = new AtomicInteger(all.size());
        AtomicInteger found = new AtomicInteger();
        for (LoopConnections loop : all) {
            loop.eventLoop().execute(() -> {
                if (found.get() == 0 && loop.evict(newcomer, most)) {
                    found.incrementAndGet();
                }
                if (toAsk.decrementAndGet() == 0 && found.get() == 0) {
                    if (most != null) {
                        makeRoom(newcomer, null);
                    } else if (newcomer != null) {
                        newcomer.refuse();
                    }
                }
            });
        }
    }
}
