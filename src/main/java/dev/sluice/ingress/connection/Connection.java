package dev.sluice.ingress.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from the moment it is accepted: what it is doing, and since when.
 *
 * <p>Counts time in the ticks of {@link LoopConnections}, so that a read costs no look at a clock. Used on its event
 * loop only.
 */
final class Connection extends ChannelInboundHandlerAdapter {

    static final String NAME = "connection";

    /** Stands for no point in time. */
    private static final int NEVER = -1;

    private final Connections connections;
    private final @Nullable InetAddress address;
    private final @Nullable Origin origin;
    private @Nullable ChannelHandlerContext context;
    private @Nullable LoopConnections loop;
    private @Nullable Protocol protocol;

    private volatile boolean isRefused;
    private boolean isOpened;
    private boolean isGone;
    private int lastRead;
    private int headSince;
    private boolean isClosing;
    private int headBytes;
    private int heldBytes;
    private int streams;
    private int unwritableSince = NEVER;

    // the neighbours in the list of LoopConnections
    @Nullable
    Connection before;

    @Nullable
    Connection behind;

    /** A connection from {@code address} with its {@code origin}; both are null if it has no address. */
    Connection(Connections connections, @Nullable InetAddress address, @Nullable Origin origin) {
        this.connections = connections;
        this.address = address;
        this.origin = origin;
    }

    /** The address it comes from; null if it has none. */
    @Nullable
    Origin origin() {
        return origin;
    }

    /** The protocol of a connection, once it is known. */
    interface Protocol {

        /** Whether a request is read, or waits for its answer. */
        boolean isBusy();

        /** Whether the request in flight waits for its sender, and not for Kafka. */
        boolean isReading();

        /** Ends what takes longer than it may, at the time {@code now}. */
        void check(int now, Connections.Ticks limits);

        /** Refuses a request that is not read completely, and closes the connection. */
        void refuse(BreachException breach);

        /** Tells the sender to send what comes next elsewhere, where there is a way to; what is in flight goes on. */
        void sayGoodbye();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        this.context = context;
        open();
        LoopConnections ofThisLoop = connections.ofThisLoop(context.channel().eventLoop());
        loop = ofThisLoop;
        lastRead = ofThisLoop.now();
        headSince = lastRead;
        ofThisLoop.add(this);
        ProtocolSwitch next = new ProtocolSwitch(this, connections);
        ChannelPipeline pipeline = context.pipeline();
        if (pipeline.get(ProtocolSwitch.HTTP1_DECODER) == null) {
            pipeline.addLast(ProtocolSwitch.NAME, next);
        } else {
            pipeline.addBefore(ProtocolSwitch.HTTP1_DECODER, ProtocolSwitch.NAME, next);
        }
        super.channelActive(context);
    }

    private void open() {
        if (!isOpened) {
            isOpened = true;
            connections.opened();
        }
    }

    /** Notes that the channel is closed, whether or not it ever was active. */
    void left() {
        if (!isGone) {
            isGone = true;
            open();
            leave();
            connections.leave(address);
        }
    }

    /** Keeps broken connections out of the log: all handlers hear that they are closed anyway. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        if (!(cause instanceof IOException)) {
            super.exceptionCaught(context, cause);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        LoopConnections ofThisLoop = loop;
        if (ofThisLoop != null && lastRead != ofThisLoop.now()) {
            lastRead = ofThisLoop.now();
            ofThisLoop.moveToTheEnd(this);
        }
        super.channelRead(context, message);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        LoopConnections ofThisLoop = loop;
        if (ofThisLoop != null) {
            unwritableSince = context.channel().isWritable() ? NEVER : ofThisLoop.now();
        }
        super.channelWritabilityChanged(context);
    }

    /** Sets the protocol of the connection. */
    void speaks(Protocol known) {
        protocol = known;
        if (connections.areEnding()) {
            known.sayGoodbye();
        }
    }

    /** The process ends. */
    void sayGoodbye() {
        Protocol known = protocol;
        if (known != null) {
            known.sayGoodbye();
        }
    }

    /** Counts {@code bytes} of a head that has not ended. */
    void headGrows(int bytes) {
        LoopConnections ofThisLoop = loop;
        if (ofThisLoop == null) {
            return;
        }
        if (headSince == NEVER) {
            headSince = ofThisLoop.now();
        }
        headBytes += bytes;
        ofThisLoop.unreadGrow(bytes);
    }

    /** The same, unless it is known already that a head has begun. */
    void headIsOpen(int bytes) {
        if (headSince == NEVER) {
            headGrows(bytes);
        }
    }

    /** Notes the end of a head. */
    void headEnds() {
        LoopConnections ofThisLoop = loop;
        if (ofThisLoop != null) {
            headEnds(ofThisLoop);
        }
    }

    private void headEnds(LoopConnections ofThisLoop) {
        headSince = NEVER;
        ofThisLoop.unreadGrow(-headBytes);
        headBytes = 0;
    }

    /** Sets how many bytes were read and wait until something before them is done. */
    void holds(int bytes) {
        LoopConnections ofThisLoop = loop;
        if (ofThisLoop != null && bytes != heldBytes) {
            int more = bytes - heldBytes;
            heldBytes = bytes;
            ofThisLoop.unreadGrow(more);
        }
    }

    /** Bytes that were read and are no request yet. */
    int unreadBytes() {
        return headBytes + heldBytes;
    }

    /**
     * Counts streams of HTTP/2 that came or went. If there are too many, the connection with most of them is closed.
     */
    void streamsGrow(int by) {
        LoopConnections ofThisLoop = loop;
        if (ofThisLoop != null) {
            streams += by;
            ofThisLoop.streamsGrow(by);
        }
    }

    /** Streams of HTTP/2 that are open. */
    int streams() {
        return streams;
    }

    /** The number of ticks so far. */
    int now() {
        LoopConnections ofThisLoop = loop;
        return ofThisLoop == null ? lastRead : ofThisLoop.now();
    }

    /** Bytes of answers that the sender has not read. */
    long unwrittenBytes() {
        ChannelOutboundBuffer answers =
                context == null ? null : context.channel().unsafe().outboundBuffer();
        return answers == null ? 0 : answers.totalPendingWriteBytes();
    }

    /** Makes it refuse its next request, because there are too many connections. */
    void refuse() {
        isRefused = true;
    }

    boolean isRefused() {
        return isRefused;
    }

    /** Whether nothing would be lost if it is closed: no request is read, and none waits for its answer. */
    boolean isIdle() {
        Protocol known = protocol;
        return headBytes == 0 && (known == null || !known.isBusy());
    }

    /** Whether it waits for its sender: for the rest of a head or body, or until it reads its answers. */
    boolean isReading() {
        Protocol known = protocol;
        return headBytes > 0 || unwritableSince != NEVER || known != null && known.isReading();
    }

    /** Ends what takes too long, at the time {@code now}. */
    void check(int now, Connections.Ticks limits) {
        if (unwritableSince != NEVER && now - unwritableSince > limits.unread()) {
            close();
        } else if (headSince != NEVER && now - headSince > limits.head()) {
            Protocol known = protocol;
            if (known == null) {
                close();
            } else {
                headSince = NEVER;
                known.refuse(new BreachException(
                        Breach.INCOMPLETE, "the header fields did not come in time; send this again"));
            }
        } else if (now - lastRead > limits.idle() && isIdle()) {
            if (isClosing) {
                close();
            } else {
                closeInOrder();
            }
        } else if (protocol != null) {
            protocol.check(now, limits);
        }
    }

    /** Closes it in the way of its protocol. */
    private void closeInOrder() {
        isClosing = true;
        ChannelHandlerContext own = context;
        if (own != null) {
            own.channel().close();
        }
    }

    /** Ends all that is counted of it. */
    private void leave() {
        LoopConnections ofThisLoop = loop;
        if (ofThisLoop != null) {
            loop = null;
            headEnds(ofThisLoop);
            ofThisLoop.unreadGrow(-heldBytes);
            heldBytes = 0;
            ofThisLoop.streamsGrow(-streams);
            streams = 0;
            ofThisLoop.remove(this);
        }
    }

    /** Closes it without an answer. */
    void close() {
        // the channel reports its end only after the caller is done
        leave();
        ChannelHandlerContext own = context;
        if (own != null) {
            own.close();
        }
    }
}
