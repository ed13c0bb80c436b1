package dev.sluice.ingress.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;

/** Vert.x's transport, with Sluice's own acceptor on every listening socket. Stateless. */
final class GuardedTransport extends JDKTransport {

    /** After one read of a connection, the others have their turn. */
    private static final int READS_IN_A_TURN = 1;

    /** Bounds unread answers, which are small for events: if more wait, Sluice stops until the sender reads. */
    private static final WriteBufferWaterMark UNREAD = new WriteBufferWaterMark(4 * 1024, 16 * 1024);

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap.handler(new Acceptor());
        bootstrap.childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD);
        bootstrap.childOption(
                ChannelOption.RCVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_IN_A_TURN));
    }
}
