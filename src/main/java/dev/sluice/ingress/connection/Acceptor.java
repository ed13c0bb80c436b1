package dev.sluice.ingress.connection;

import dev.sluice.runtime.LogThrottle;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.arc.Arc;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Takes a connection, or lets it wait, before anything is made for it. Stands before Netty's own acceptor. Used on the
 * event loop that accepts.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");

    private static final long PAUSE_MILLIS = 100;
    private static final long RETRY_MILLIS = 2;
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final WaitingConnections waiting = new WaitingConnections();
    private final LogThrottle lines = new LogThrottle(System::nanoTime);
    private boolean isRetrying;
    private boolean isFull;
    /** When a connection was last taken, or began to wait as the first. */
    private long lastTaken = System.nanoTime();

    private static Connections connections() {
        return Arc.container().instance(Connections.class).get();
    }

    /**
     * Without room, connections wait by address, so that an address that opens many waits behind itself. If all
     * connections are of one address, any number of them waits in the backlog of the kernel. With several addresses
     * none does, because all newcomers would stand behind them there.
     */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel accepted = (Channel) message;
        boolean isFirstToWait = waiting.isEmpty();
        if (!isFirstToWait || !take(context, accepted)) {
            lastTaken = isFirstToWait ? System.nanoTime() : lastTaken;
            if (!waiting.add(accepted, connections().maxWaiting(), connections().areOfSeveralOrigins())) {
                context.channel().config().setAutoRead(false);
                isFull = true;
            }
            retryLater(context);
        }
    }

    private boolean take(ChannelHandlerContext context, Channel accepted) {
        Connection connection = connections().enter(accepted);
        if (connection == null) {
            return false;
        }
        lastTaken = System.nanoTime();
        accepted.pipeline().addFirst(Connection.NAME, connection);
        context.fireChannelRead(accepted);
        if (!accepted.isOpen() && !accepted.isRegistered()) {
            // Netty gave it up, and reports its end to nobody
            connection.left();
        }
        return true;
    }

    private void retryLater(ChannelHandlerContext context) {
        if (!isRetrying) {
            isRetrying = true;
            context.executor().schedule(() -> retry(context), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void retry(ChannelHandlerContext context) {
        isRetrying = false;
        for (Channel next = waiting.next(); next != null && take(context, next); next = waiting.next()) {
            waiting.remove();
        }
        if (isFull && waiting.hasRoom(connections().maxWaiting())) {
            isFull = false;
            context.channel().config().setAutoRead(true);
        }
        if (waiting.isEmpty()) {
            return;
        }
        if (System.nanoTime() - lastTaken > LONGEST_WAIT_NANOS) {
            waiting.closeOne();
            lastTaken = System.nanoTime();
        }
        retryLater(context);
    }

    /**
     * Makes room, because most likely no file descriptor is left. Netty would log a stack trace each second, and wait a
     * second each time.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (lines.occasionsToReport() > 0) {
            LOG.errorf(
                    "Sluice cannot accept a connection: %s; if no file descriptor is left, raise the limit (ulimit -n)",
                    cause);
        }
        waiting.closeOne();
        connections().makeRoom(null);
        context.channel().config().setAutoRead(false);
        context.executor()
                .schedule(() -> context.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
