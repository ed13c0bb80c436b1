package dev.sluice.ingress.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;

/** Vert.x's transport, with Sluice's own acceptor on every listening socket. Stateless. */
final class GuardedTransport extends JDKTransport {

    /** One read of a connection, then the others have their turn. */
    private static final int READS_IN_A_TURN = 1;

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap.handler(new Acceptor());
        bootstrap.childOption(
                ChannelOption.RCVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(READS_IN_A_TURN));
    }
}
