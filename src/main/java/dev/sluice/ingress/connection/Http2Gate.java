package dev.sluice.ingress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands on the frames of an HTTP/2 connection, some at a time, and closes a connection that sends too many frames
 * without content.
 *
 * <p>Netty bounds resets, small continuations, and what is queued in answer to pings and settings. This class bounds
 * the rest: the time that all frames take, so that each connection has its turn; unread answers, by reading nothing
 * more until the sender reads them; and streams, which take memory while they are open. Looks at the nine bytes in
 * front of each frame; slices, copies nothing. Used on its event loop only.
 */
final class Http2Gate extends ChannelDuplexHandler implements Connection.Protocol {

    /** Bytes of frames that are handed on before other connections have their turn. */
    private static final int BYTES_IN_A_TURN = 64 * 1024;

    /** How much the frames of one turn may cost; a frame costs 1 unless it has headers. */
    private static final int COST_OF_A_TURN = 256;

    private static final int COST_OF_HEADERS = 16;

    /** How many frames without content may be sent in advance; each request and each tick allow more. */
    private static final int MAX_CREDIT = 1000;

    private static final int CREDIT_OF_HEADERS = 10;
    private static final int CREDIT_OF_A_TICK = 25;

    private static final int TICKS_BETWEEN_CHECKS = 8;

    /** A second, in which streams may come that were begun before the sender heard of the end. */
    private static final int TICKS_OF_GOODBYE = 4;

    private static final int NEVER = -1;
    private static final int PREFACE_LENGTH = 24;
    private static final int TYPE = 3;
    private static final int FLAGS = 4;
    private static final int END_HEADERS = 0x4;
    private static final int END_STREAM = 0x1;

    private final Connection connection;
    private final Http2ConnectionHandler http2;
    private final Http2Connection.PropertyKey openedAt;
    private final byte[] frameHead = new byte[9];

    /** What is left of the frame, or of the preface before the first one. */
    private int payloadLeft = PREFACE_LENGTH;

    private int frameHeadLength;
    private int frameBytes;
    private boolean isFirst = true;
    private boolean isData;
    private boolean isHead;
    private boolean isLastOfHead;
    /** Whether bytes of the current frames are counted as a head that has not ended. */
    private boolean isCounted;

    private int credit = MAX_CREDIT;
    private int creditAt;
    private int goodbyeSince = NEVER;
    private @Nullable ByteBuf waiting;
    private boolean isTurnOver;
    private boolean isClosed;
    private @Nullable ChannelHandlerContext own;

    Http2Gate(Connection connection, Http2ConnectionHandler http2) {
        this.connection = connection;
        this.http2 = http2;
        this.openedAt = http2.connection().newKey();
        this.creditAt = connection.now();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        own = context;
        http2.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamActive(Http2Stream stream) {
                stream.setProperty(openedAt, connection.now());
                connection.streamsGrow(1);
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                connection.streamsGrow(-1);
            }
        });
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (waiting != null) {
            waiting.release();
            waiting = null;
        }
    }

    @Override
    public boolean isBusy() {
        return http2.connection().numActiveStreams() > 0;
    }

    /** Never, because some streams may wait for the sender while others do not. */
    @Override
    public boolean isReading() {
        return false;
    }

    /**
     * In two steps (RFC 9113, 6.8): streams that cross the first are answered; the second one says which was the last,
     * once all are over or the connection is closed.
     */
    @Override
    public void sayGoodbye() {
        if (goodbyeSince == NEVER && !isClosed) {
            goodbyeSince = connection.now();
            goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR);
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (goodbyeSince != NEVER && !isClosed) {
            isClosed = true;
            goAway(http2.connection().remote().lastStreamCreated(), Http2Error.NO_ERROR);
        }
        context.close(promise);
    }

    /**
     * Resets streams that are open too long: an answered stream stays open until its sender has read the answer, which
     * it may never do.
     */
    @Override
    public void check(int now, Connections.Ticks limits) {
        if (goodbyeSince != NEVER && now - goodbyeSince > TICKS_OF_GOODBYE && !isBusy()) {
            close(Http2Error.NO_ERROR);
            return;
        }
        ChannelHandlerContext ofHttp2 = own == null ? null : own.pipeline().context(http2);
        if (ofHttp2 == null || http2.connection().numActiveStreams() == 0 || now % TICKS_BETWEEN_CHECKS != 0) {
            return;
        }
        List<Integer> old = new ArrayList<>();
        try {
            http2.connection().forEachActiveStream(stream -> {
                Integer opened = stream.getProperty(openedAt);
                if (opened != null && now - opened > limits.stream()) {
                    old.add(stream.id());
                }
                return true;
            });
        } catch (Http2Exception e) {
            return; // this visitor throws nothing
        }
        old.forEach(id -> http2.resetStream(ofHttp2, id, Http2Error.CANCEL.code(), ofHttp2.newPromise()));
        http2.flush(ofHttp2);
    }

    @Override
    public void refuse(BreachException breach) {
        close(Http2Error.ENHANCE_YOUR_CALM);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            context.fireChannelRead(message);
        } else if (isClosed) {
            bytes.release();
        } else {
            waiting = waiting == null
                    ? bytes
                    : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), waiting, bytes);
            proceed(context);
        }
    }

    /** Reads no more while bytes wait: Netty's handler asks for more whenever reading is switched off. */
    @Override
    public void read(ChannelHandlerContext context) {
        if (waiting == null && !isTurnOver) {
            context.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.fireChannelWritabilityChanged();
        if (proceed(context)) {
            context.fireChannelReadComplete();
        }
    }

    /** Hands on what may be handed on now; false if that is nothing. */
    private boolean proceed(ChannelHandlerContext context) {
        ByteBuf bytes = waiting;
        if (bytes == null || isTurnOver || isClosed) {
            return false;
        }
        if (!context.channel().isWritable()) {
            context.channel().config().setAutoRead(false);
            connection.holds(bytes.readableBytes());
            return false;
        }
        int length = lengthOfATurn(bytes);
        if (credit < 0) {
            close(Http2Error.ENHANCE_YOUR_CALM);
            return false;
        }
        if (length == bytes.readableBytes()) {
            waiting = null;
            connection.holds(0);
            context.fireChannelRead(bytes);
            context.channel().config().setAutoRead(true);
        } else {
            context.channel().config().setAutoRead(false);
            context.fireChannelRead(bytes.readRetainedSlice(length));
            connection.holds(bytes.readableBytes());
            yieldTurn(context);
        }
        return true;
    }

    private void yieldTurn(ChannelHandlerContext context) {
        isTurnOver = true;
        context.executor().execute(() -> {
            isTurnOver = false;
            if (proceed(context)) {
                context.fireChannelReadComplete();
            }
        });
    }

    /** How many of the bytes are one turn. It reads the heads of the frames among them, each once. */
    private int lengthOfATurn(ByteBuf bytes) {
        int end = Math.min(bytes.readableBytes(), BYTES_IN_A_TURN);
        int cost = 0;
        int at = 0;
        while (at < end && (cost < COST_OF_A_TURN || payloadLeft > 0)) {
            int before = at;
            if (payloadLeft > 0) {
                int passed = Math.min(payloadLeft, end - at);
                payloadLeft -= passed;
                at += passed;
            } else {
                frameHead[frameHeadLength++] = bytes.getByte(bytes.readerIndex() + at++);
                if (frameHeadLength == frameHead.length) {
                    frameHeadLength = 0;
                    cost += begin();
                }
            }
            frameBytes += at - before;
            if (payloadLeft == 0 && frameHeadLength == 0) {
                endFrame();
            }
        }
        if (frameBytes > 0 && !isData) {
            // the head has not ended: it takes memory, and its time is limited
            connection.headGrows(frameBytes);
            frameBytes = 0;
            isCounted = true;
        }
        return at;
    }

    private void endFrame() {
        if (isHead && !isLastOfHead) {
            connection.headGrows(frameBytes);
            isCounted = true;
        } else if (isCounted || isFirst) {
            isCounted = false;
            connection.headEnds();
        }
        frameBytes = 0;
        isFirst = false;
        isData = false;
    }

    /** Begins a frame, and gives what it costs. */
    private int begin() {
        payloadLeft = (frameHead[0] & 0xFF) << 16 | (frameHead[1] & 0xFF) << 8 | frameHead[2] & 0xFF;
        int flags = frameHead[FLAGS];
        byte type = frameHead[TYPE];
        isData = type == Http2FrameTypes.DATA;
        isHead = type == Http2FrameTypes.HEADERS || type == Http2FrameTypes.CONTINUATION;
        isLastOfHead = (flags & END_HEADERS) != 0;
        if (type == Http2FrameTypes.HEADERS) {
            credit = Math.min(MAX_CREDIT, credit + CREDIT_OF_HEADERS);
            return COST_OF_HEADERS;
        }
        if (!isData || payloadLeft == 0 && (flags & END_STREAM) == 0) {
            pay();
        }
        return 1;
    }

    private void pay() {
        int now = connection.now();
        if (now != creditAt) {
            credit = (int) Math.min(MAX_CREDIT, credit + (long) CREDIT_OF_A_TICK * (now - creditAt));
            creditAt = now;
        }
        credit--;
    }

    private void close(Http2Error why) {
        ChannelHandlerContext context = own;
        if (context == null || isClosed) {
            return;
        }
        isClosed = true;
        goAway(http2.connection().remote().lastStreamCreated(), why);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> context.close());
    }

    private void goAway(int lastStream, Http2Error why) {
        ChannelHandlerContext ofHttp2 = own == null ? null : own.pipeline().context(http2);
        if (ofHttp2 != null) {
            http2.goAway(ofHttp2, lastStream, why.code(), Unpooled.EMPTY_BUFFER, ofHttp2.newPromise());
            http2.flush(ofHttp2);
        }
    }
}
