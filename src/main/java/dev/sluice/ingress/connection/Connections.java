package dev.sluice.ingress.connection;

import dev.sluice.config.SluiceConfig;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.quarkus.arc.Unremovable;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All connections, and the bounds on them: how many there are, how long they may take, and how much may wait on them.
 *
 * <p>At the limit, the connection that was silent longest makes room for a new one. If one address has more than half
 * of all connections, one of its own makes room. If all are busy, the new one is told to come back later. Memory does
 * not grow with them, because the bounds are on their sum. Thread-safe; a few atomic additions a connection.
 */
@Singleton
@Unremovable
public final class Connections implements HttpServerOptionsCustomizer {

    /** The start of the paths of Quarkus's own pages, each of which takes as long as many requests. */
    public static final String FRAMEWORK_PAGES = "/q/";

    /** How many may wait for their event loop: more would only wait there, whatever their address. */
    private static final int MOST_OPENING = 32;

    /** The share of the heap for heads that have not ended, and the same for answers that nobody reads. */
    private static final int SHARE_OF_HEAP = 16;

    /** How many streams of HTTP/2 may be open at least, on all connections together: each takes some kilobytes. */
    private static final int MIN_STREAMS = 4096;

    private static final long UNREAD_MILLIS = 30_000;

    private final ConnectionLimit limit;
    private final Origins origins;
    private final Ticks ticks;
    private final BreachAnswers answers;
    private final boolean asksForCertificates;
    private final long maxUnreadBytes;
    private final int maxStreams;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger opening = new AtomicInteger();
    private final Map<EventLoop, LoopConnections> loops = new ConcurrentHashMap<>();
    private volatile Share share;
    private volatile boolean ending;

    private volatile HttpServerOptions options = new HttpServerOptions();

    /**
     * Durations in {@link LoopConnections#TICK_MILLIS}.
     *
     * @param head how long a request head may take
     * @param idle how long a connection may be silent
     * @param unread how long answers may wait for their sender to read them
     * @param stream how long a stream of HTTP/2 may be open
     */
    record Ticks(int head, int idle, int unread, int stream) {}

    /**
     * The share of one event loop in the bounds.
     *
     * @param bytes the most bytes of heads that have not ended, and of answers that nobody reads
     * @param streams the most streams of HTTP/2
     */
    private record Share(long bytes, int streams) {}

    Connections(SluiceConfig config, BreachAnswers answers) {
        SluiceConfig.Connections limits = config.connections();
        this.limit = ConnectionLimit.of(limits.max());
        this.origins = new Origins(limit.most() / 2);
        this.ticks = new Ticks(
                ticks(limits.headTimeout().toMillis()),
                ticks(limits.idleTimeout().toMillis()),
                ticks(UNREAD_MILLIS),
                ticks(config.bodyTimeout().toMillis() + config.ackDeadline().toMillis() + UNREAD_MILLIS));
        this.maxStreams = Math.max(MIN_STREAMS, 2 * config.maxEventsInFlight());
        this.answers = answers;
        this.asksForCertificates = config.senders().stream()
                .anyMatch(sender -> sender.authentication().mtls() != null);
        this.maxUnreadBytes = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        this.share = new Share(maxUnreadBytes, maxStreams);
    }

    private static int ticks(long millis) {
        return (int) Math.min(Integer.MAX_VALUE / 2, Math.max(1, millis / LoopConnections.TICK_MILLIS));
    }

    @Override
    public void customizeHttpServer(HttpServerOptions created) {
        options = created;
    }

    /** Asks for a client certificate if it may prove a sender, without insisting, because others have none. */
    @Override
    public void customizeHttpsServer(HttpServerOptions created) {
        // Quarkus' own key for this is fixed when an executable is built
        if (asksForCertificates && created.getClientAuth() != ClientAuth.REQUIRED) {
            created.setClientAuth(ClientAuth.REQUEST);
        }
        options = created;
    }

    /** The limits of the server on request heads. */
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

    /** The connections of {@code eventLoop}, on which this is called. */
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
     * Takes one more connection, for which another one may be closed. Returns null, and does not take it, if even the
     * slack is used up, or if the event loops have not opened those before.
     */
    @Nullable
    Connection enter(Channel accepted) {
        if (opening.get() >= MOST_OPENING) {
            return null;
        }
        int now = open.incrementAndGet();
        if (now > limit.most() + limit.slack()) {
            open.decrementAndGet();
            makeRoom(null);
            return null;
        }
        opening.incrementAndGet();
        InetAddress address = Origins.address(accepted);
        Connection connection = new Connection(this, address, address == null ? null : origins.join(address, accepted));
        accepted.closeFuture().addListener(closed -> connection.left());
        if (now > limit.most()) {
            makeRoom(connection);
        }
        return connection;
    }

    /** How many accepted connections may wait until they are taken. */
    int maxWaiting() {
        return limit.waiting();
    }

    /** Notes that a connection came to its event loop, or ended before that. */
    void opened() {
        opening.decrementAndGet();
    }

    /** Notes that a connection from {@code address} is gone. */
    void leave(@Nullable InetAddress address) {
        open.decrementAndGet();
        if (address != null) {
            origins.leave(address);
        }
    }

    /**
     * Tells senders that the process ends, so that they send what comes next elsewhere: in HTTP/2 by GOAWAY. Requests
     * that come all the same have to be answered.
     */
    public void sayGoodbye() {
        ending = true;
        // a connection whose protocol is not known yet finds it out by the flag
        loops.values().forEach(loop -> loop.eventLoop().execute(loop::sayGoodbye));
    }

    /** Whether {@link #sayGoodbye} was called. */
    boolean areEnding() {
        return ending;
    }

    /** Whether connections come from more than one address, so that one could crowd out the others. */
    public boolean areOfSeveralOrigins() {
        return origins.areSeveral();
    }

    /** How many connections are open. */
    public int open() {
        return open.get();
    }

    /** Closes one connection of any event loop; if none can be closed, {@code newcomer} is refused. */
    void makeRoom(@Nullable Connection newcomer) {
        makeRoom(newcomer, origins.greediest());
    }

    /** The same, but closes one of {@code most} if it has any that can be closed. */
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
