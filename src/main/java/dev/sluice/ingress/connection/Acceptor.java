package dev.sluice.ingress.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.arc.Arc;
import java.util.ArrayDeque;
import java.util.Queue;
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

    private final Queue<Channel> waiting = new ArrayDeque<>();
    private boolean isPaused;
    private int tries;
    private long lastTold = System.nanoTime() - QUIET_NANOS;

    private static Connections connections() {
        return Arc.container().instance(Connections.class).get();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Channel accepted = (Channel) message;
        if (!waiting.isEmpty() || !take(context, accepted)) {
            waiting.add(accepted);
            pause(context, RETRY_MILLIS);
        }
    }

    private boolean take(ChannelHandlerContext context, Channel accepted) {
        Connection connection = connections().enter(accepted);
        if (connection == null) {
            return false;
        }
        accepted.pipeline().addFirst(Connection.NAME, connection);
        context.fireChannelRead(accepted);
        return true;
    }

    /** Where room is still being made, those that were accepted wait, and others in the backlog of the kernel. */
    private void pause(ChannelHandlerContext context, long millis) {
        context.channel().config().setAutoRead(false);
        if (!isPaused) {
            isPaused = true;
            context.executor().schedule(() -> goOn(context), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void goOn(ChannelHandlerContext context) {
        isPaused = false;
        while (!waiting.isEmpty() && take(context, waiting.peek())) {
            waiting.remove();
            tries = 0;
        }
        if (waiting.isEmpty()) {
            context.channel().config().setAutoRead(true);
            return;
        }
        if (++tries > MOST_TRIES) {
            tries = 0;
            waiting.remove().unsafe().closeForcibly();
        }
        pause(context, RETRY_MILLIS);
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
