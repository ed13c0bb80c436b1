package dev.sluice.ingress.connection;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The addresses that connections come from, and which of them has more than its share. Thread-safe. */
final class Origins {

    private final int share;
    private final Map<InetAddress, Origin> byAddress = new ConcurrentHashMap<>();
    private volatile @Nullable Origin greediest;

    /** No origins yet; each may have {@code share} connections, of which two make all that may be open. */
    Origins(int share) {
        this.share = share;
    }

    /** The address that a connection comes from; null if it has none. */
    static @Nullable InetAddress address(Channel accepted) {
        return accepted.remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
    }

    /** Notes one more connection from {@code address}, and returns its origin. */
    @Nullable
    Origin join(InetAddress address, Channel accepted) {
        return byAddress.compute(address, (same, known) -> {
            Origin origin = known == null ? new Origin() : known;
            origin.connections++;
            origin.mark(accepted);
            if (origin.connections > share) {
                greediest = origin;
            }
            return origin;
        });
    }

    /** Notes that a connection from {@code address} is gone. */
    void leave(InetAddress address) {
        byAddress.computeIfPresent(address, (same, origin) -> {
            origin.connections--;
            if (origin.connections <= share && greediest == origin) {
                greediest = null;
            }
            return origin.connections == 0 ? null : origin;
        });
    }

    /** The one with more than its share of the connections; null for none. */
    @Nullable
    Origin greediest() {
        return greediest;
    }

    /** Whether there are several, so that one could crowd out the others. */
    boolean areSeveral() {
        return byAddress.size() > 1;
    }
}
