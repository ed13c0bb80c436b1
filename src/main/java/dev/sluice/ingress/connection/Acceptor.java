package dev.sluice.ingress.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.arc.Arc;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Takes a connection, or turns it away, before anything is made for it. Stands before Netty's own acceptor. Used on the
 * event loop that accepts.
 */
final class Acceptor extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");

    private static final long PAUSE_MILLIS = 100;
    private static final long RETRY_MILLIS = 5;
    private static final int MOST_TRIES = 200;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long lastTold = System.nanoTime() - QUIET_NANOS;

    private static Connections connections() {
        return Arc.container().instance(Connections.class).get();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        take(context, (Channel) message, MOST_TRIES);
    }

    /** Where room is still being made, this one waits, and those behind it in the backlog of the kernel. */
    private void take(ChannelHandlerContext context, Channel accepted, int tries) {
        Connection connection = connections().enter(accepted);
        if (connection != null) {
            accepted.pipeline().addFirst(Connection.NAME, connection);
            context.fireChannelRead(accepted);
        } else if (tries > 0) {
            pause(context, RETRY_MILLIS);
            context.executor().schedule(() -> take(context, accepted, tries - 1), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            accepted.unsafe().closeForcibly();
        }
    }

    private static void pause(ChannelHandlerContext context, long millis) {
        context.channel().config().setAutoRead(false);
        context.executor().schedule(() -> context.channel().config().setAutoRead(true), millis, TimeUnit.MILLISECONDS);
    }

    /** Most likely no descriptor is left: Netty would say so with a trace a second, and wait a second each time. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        long now = System.nanoTime();
        if (now - lastTold >= QUIET_NANOS) {
            lastTold = now;
            LOG.errorf("a connection could not be accepted: %s", cause);
        }
        connections().makeRoom(null);
        pause(context, PAUSE_MILLIS);
    }
}
