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
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long lastTold = System.nanoTime() - QUIET_NANOS;

    private static Connections connections() {
        return Arc.container().instance(Connections.class).get();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel accepted = (Channel) message;
        Connection connection = connections().enter();
        if (connection == null) {
            accepted.unsafe().closeForcibly();
        } else {
            accepted.pipeline().addFirst(Connection.NAME, connection);
            context.fireChannelRead(accepted);
        }
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
        context.channel().config().setAutoRead(false);
        context.executor()
                .schedule(() -> context.channel().config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
}
