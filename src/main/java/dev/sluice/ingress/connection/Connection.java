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
 * <p>Time is counted in the ticks of {@link LoopConnections}, so that being told of a read costs no look at a clock.
 * Used on its event loop only.
 */
final class Connection extends ChannelInboundHandlerAdapter {

    static final String NAME = "connection";

    /** A point in time that is none. */
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

    // of the list of LoopConnections
    @Nullable
    Connection before;

    @Nullable
    Connection behind;

    /** One from {@code address}, where it has one, and then of that {@code origin}. */
    Connection(Connections connections, @Nullable InetAddress address, @Nullable Origin origin) {
        this.connections = connections;
        this.address = address;
        this.origin = origin;
    }

    /** Where it comes from; null where that is no address. */
    @Nullable
    Origin origin() {
        return origin;
    }

    /** What this connection speaks, once that is known. */
    interface Protocol {

        /** Whether a request is read, or waits for its answer. */
        boolean isBusy();

        /** Whether what is under way waits for the sender, and not for Kafka. */
        boolean isReading();

        /** Ends what takes longer than it may, at the time {@code now}. */
        void check(int now, Connections.Ticks limits);

        /** Refuses what was to become a request, and closes the connection. */
        void refuse(BreachException breach);
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

    /** The channel is closed, whether or not it ever was active. */
    void left() {
        if (!isGone) {
            isGone = true;
            open();
            leave();
            connections.leave(address);
        }
    }

    /** A connection that breaks is closed by that, which all others hear of; nobody has to read of it in the log. */
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

    /** What it speaks is known. */
    void speaks(Protocol known) {
        protocol = known;
    }

    /** So many bytes of a head came, whose end has not. */
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

    /** A head began, of which so many bytes came, where that is not known yet. */
    void headIsOpen(int bytes) {
        if (headSince == NEVER) {
            headGrows(bytes);
        }
    }

    /** A head came to its end. */
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

    /** So many bytes were read, and wait until something before them is done. */
    void holds(int bytes) {
        LoopConnections ofThisLoop = loop;
        if (ofThisLoop != null && bytes != heldBytes) {
            int more = bytes - heldBytes;
            heldBytes = bytes;
            ofThisLoop.unreadGrow(more);
        }
    }

    /** Bytes that were read, and are no request yet. */
    int unreadBytes() {
        return headBytes + heldBytes;
    }

    /** A stream of HTTP/2 came or went; where all are too many, the connection that has most of them goes. */
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

    /** Bytes of answers that the sender has not taken. */
    long unwrittenBytes() {
        ChannelOutboundBuffer answers =
                context == null ? null : context.channel().unsafe().outboundBuffer();
        return answers == null ? 0 : answers.totalPendingWriteBytes();
    }

    /** Its next request is refused, because there are too many connections. */
    void refuse() {
        isRefused = true;
    }

    boolean isRefused() {
        return isRefused;
    }

    /** Whether nothing would be lost with it: no request is read, and none waits for its answer. */
    boolean isIdle() {
        Protocol known = protocol;
        return headBytes == 0 && (known == null || !known.isBusy());
    }

    /** Whether it waits for its sender: for the rest of a head or a body, or to take its answers. */
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

    /** Closes it as its protocol has it. */
    private void closeInOrder() {
        isClosing = true;
        ChannelHandlerContext own = context;
        if (own != null) {
            own.channel().close();
        }
    }

    /** Counts for nothing from now on. */
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

    /** Closes it without a word. */
    void close() {
        // the channel tells of its end only after whoever closes it is done
        leave();
        ChannelHandlerContext own = context;
        if (own != null) {
            own.close();
        }
    }
}
