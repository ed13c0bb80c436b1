package dev.sluice.ingress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMessageDecoderResult;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads HTTP/1 requests strictly, and no faster than they are answered.
 *
 * <p>Vert.x handles the requests of a connection one by one, and queues all others that have arrived, without a bound.
 * So this decoder reads one request at a time. It stops reading from the socket while {@value #MAX_UNANSWERED} requests
 * are unanswered or the sender does not read its answers, and lets other connections have their turn. A refused request
 * goes on with a failed result and without a body, so that its answer keeps its place; nothing after it is read. Used
 * on its event loop only.
 */
final class RequestDecoder extends VertxHttpRequestDecoder implements Connection.Protocol {

    /** More would not be faster, because requests are handled one by one. */
    private static final int MAX_UNANSWERED = 8;

    private static final int MAX_QUEUED_HEAD_BYTES = 16 * 1024;
    private static final int MAX_TRAILER_BYTES = 8 * 1024;

    /** How many requests, or pieces of bodies, are read before other connections have their turn. */
    private static final int MESSAGES_IN_A_TURN = 64;

    private static final byte LF = '\n';

    private final Connection connection;
    private final AnswerGate answers;

    /** The head that is read, or was read last. */
    private final RequestHead head = new RequestHead();

    private @Nullable ChunkedBody chunkedBody;
    private boolean isInHead;
    private boolean isCostly;
    private boolean isInBody;
    private boolean isBroken;
    /** Bytes of the heads read since all requests were last answered. */
    private long queuedHeadBytes;

    private boolean isDecoding;
    private boolean isTurnOver;
    /** Whether bytes are left that were not decoded, because reading had to stop. */
    private boolean hasMore;

    /** Whether the socket was reading before this stopped it; null while it is not stopped. */
    private @Nullable Boolean autoReadBefore;

    private @Nullable ChannelHandlerContext own;

    RequestDecoder(HttpServerOptions options, Connection connection, AnswerGate answers) {
        super(options);
        setSingleDecode(true);
        this.connection = connection;
        this.answers = answers;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
        super.handlerAdded(context);
        own = context;
        answers.whenAnswered(this::answered);
    }

    /** Reads on after an answer. Called from inside a write, so it does that later. */
    private void answered() {
        ChannelHandlerContext context = own;
        if ((hasMore || autoReadBefore != null) && context != null) {
            context.executor().execute(() -> proceed(context));
        }
    }

    @Override
    public boolean isBusy() {
        return answers.unanswered() > 0;
    }

    @Override
    public boolean isReading() {
        return isInBody;
    }

    /** Checks nothing, because everything here has its own time limit. */
    @Override
    public void check(int now, Connections.Ticks limits) {}

    /** To close it now could cross a request that is on its way; the next answer says that it is the last one. */
    @Override
    public void sayGoodbye() {}

    @Override
    public void refuse(BreachException breach) {
        isBroken = true;
        ChannelHandlerContext context = own;
        if (context != null) {
            answers.refuseUnread(context.pipeline().context(answers), breach);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes && !isInBody && !isBroken && !isStrayLineBreak(bytes)) {
            connection.headGrows(bytes.readableBytes());
        }
        super.channelRead(context, message);
    }

    /**
     * Whether these bytes are only a line break. Some senders end a body with one; it begins no request (RFC 9112,
     * 2.2).
     */
    private boolean isStrayLineBreak(ByteBuf bytes) {
        if (isInHead || actualReadableBytes() > 0 || bytes.readableBytes() > 2) {
            return false;
        }
        for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
            if (bytes.getByte(i) != '\r' && bytes.getByte(i) != LF) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        completeRead(context);
        if (hasMore && !mustWait(context)) {
            yieldTurn(context);
        }
        readOrStop(context);
    }

    /** As Netty's own method, which however reads on if reading is switched off and nothing was decoded. */
    private void completeRead(ChannelHandlerContext context) {
        discardSomeReadBytes();
        context.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        super.channelWritabilityChanged(context);
        proceed(context);
    }

    /** Hands on what was decoded before it decodes more, and stops if it must wait. */
    @Override
    protected void callDecode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (isDecoding) {
            return;
        }
        isDecoding = true;
        try {
            int messages = 0;
            while (in.isReadable() && !context.isRemoved()) {
                hasMore = isTurnOver || mustWait(context);
                if (hasMore) {
                    return;
                }
                if (messages >= MESSAGES_IN_A_TURN) {
                    yieldTurn(context);
                    return;
                }
                super.callDecode(context, in, out);
                if (out.isEmpty()) {
                    return;
                }
                messages += isCostly ? MESSAGES_IN_A_TURN : out.size();
                isCostly = false;
                for (int i = 0; i < out.size(); i++) {
                    context.fireChannelRead(out.get(i));
                }
                out.clear();
            }
        } finally {
            isDecoding = false;
        }
    }

    /**
     * Whether nothing more may be read now. Vert.x would queue large heads, and the body of a request that waits behind
     * another.
     */
    private boolean mustWait(ChannelHandlerContext context) {
        if (isBroken) {
            return false;
        }
        int unanswered = answers.unanswered();
        boolean isQueueFull = isInBody
                ? unanswered > 1
                : unanswered >= MAX_UNANSWERED || unanswered > 0 && queuedHeadBytes > MAX_QUEUED_HEAD_BYTES;
        return isQueueFull || !context.channel().isWritable();
    }

    private void yieldTurn(ChannelHandlerContext context) {
        if (!isTurnOver) {
            isTurnOver = true;
            context.executor().execute(() -> {
                isTurnOver = false;
                proceed(context);
            });
        }
    }

    /** Decodes what is left, now that something has changed. Does nothing from inside a read. */
    private void proceed(ChannelHandlerContext context) {
        if (isDecoding || context.isRemoved()) {
            return;
        }
        try {
            if (actualReadableBytes() > 0 && !isTurnOver && !mustWait(context)) {
                // before Vert.x sees more, because it may want to stop too
                readAgain(context);
                super.channelRead(context, Unpooled.EMPTY_BUFFER);
                completeRead(context);
            }
            readOrStop(context);
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
    }

    /** Switches reading on or off. Vert.x does so too, so this remembers what Vert.x wanted last and restores it. */
    private void readOrStop(ChannelHandlerContext context) {
        boolean stop = isTurnOver || mustWait(context);
        connection.holds(stop || isInBody ? actualReadableBytes() : 0);
        if (stop) {
            boolean isReading = context.channel().config().isAutoRead();
            if (autoReadBefore == null || isReading) {
                autoReadBefore = isReading;
            }
            context.channel().config().setAutoRead(false);
        } else {
            readAgain(context);
            if (!isInBody && !isBroken && (isInHead || actualReadableBytes() > 0)) {
                // it came after the end of something else
                connection.headIsOpen(actualReadableBytes());
            }
        }
    }

    private void readAgain(ChannelHandlerContext context) {
        if (autoReadBefore != null) {
            boolean before = autoReadBefore;
            autoReadBefore = null;
            context.channel()
                    .config()
                    .setAutoRead(before || context.channel().config().isAutoRead());
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws Exception {
        if (isBroken) {
            in.skipBytes(in.readableBytes());
        } else if (chunkedBody != null) {
            decodeChunked(chunkedBody, in, out);
        } else if (!isInBody && isFolded(in)) {
            refuseFold(in, out);
            decoded(out);
        } else {
            super.decode(context, in, out);
            if (!out.isEmpty()) {
                decoded(out);
            }
        }
    }

    /**
     * Whether a line of the head begins with a blank. Some readers take it for the rest of the line before, others for
     * a field (RFC 9112, 5.2). The unread bytes begin with a line.
     */
    private boolean isFolded(ByteBuf in) {
        int at = in.readerIndex();
        int end = in.writerIndex();
        if (isInHead && RequestRules.isBlank(in.getByte(at))) {
            return true;
        }
        for (int lf = in.indexOf(at, end, LF); lf >= 0 && lf + 1 < end; lf = in.indexOf(lf + 1, end, LF)) {
            byte first = in.getByte(lf + 1);
            if (RequestRules.isBlank(first)) {
                return true;
            }
            if (first == '\r' || first == LF) {
                return false;
            }
        }
        return false;
    }

    private void refuseFold(ByteBuf in, List<Object> out) {
        in.skipBytes(in.readableBytes());
        HttpMessage invalid = createInvalidMessage();
        invalid.setDecoderResult(
                DecoderResult.failure(RequestRules.malformed("a header field continues on another line")));
        out.add(invalid);
    }

    private void decodeChunked(ChunkedBody body, ByteBuf in, List<Object> out) {
        try {
            HttpContent content = body.next(in);
            if (content == LastHttpContent.EMPTY_LAST_CONTENT) {
                chunkedBody = null;
                isInBody = false;
                reset();
            }
            if (content != null) {
                out.add(content);
            }
        } catch (BreachException e) {
            breakBody(e);
            in.skipBytes(in.readableBytes());
        }
    }

    private void breakBody(BreachException breach) {
        isBroken = true;
        chunkedBody = null;
        isInBody = false;
        ChannelHandlerContext context = own;
        if (context != null) {
            answers.refuseBody(context.pipeline().context(answers), breach);
        }
    }

    private void decoded(List<Object> out) {
        HttpObject first = (HttpObject) out.get(0);
        HttpObject last = (HttpObject) out.get(out.size() - 1);
        if (first instanceof HttpRequest request) {
            isInHead = false;
            isCostly = request.uri().startsWith(Connections.FRAMEWORK_PAGES);
            queuedHeadBytes = answers.unanswered() == 0 ? 0 : queuedHeadBytes;
            if (request.decoderResult() instanceof HttpMessageDecoderResult size) {
                queuedHeadBytes += size.totalSize();
            }
            answers.begin();
            connection.headEnds();
            if (request.decoderResult().isFailure() || !isLegal(request)) {
                answers.refuseHead(request.decoderResult().cause());
                isBroken = true;
                isInBody = false;
                out.clear();
                out.add(request);
                return;
            }
            isInBody = !(last instanceof LastHttpContent);
            chunkedBody = isInBody && head.hasTransferEncoding() ? new ChunkedBody(MAX_TRAILER_BYTES) : null;
        } else if (last.decoderResult().isFailure()) {
            out.clear();
            breakBody(RequestRules.malformed("the framing of the body is malformed"));
        } else if (last instanceof LastHttpContent) {
            isInBody = false;
        }
    }

    /** Whether the head is legal; if not, the request gets a failed result. */
    private boolean isLegal(HttpRequest request) {
        try {
            head.check(request);
            if (connection.isRefused()) {
                throw new BreachException(
                        Breach.OVERLOADED, "too many connections are open; send this again later, on a new one");
            }
            return true;
        } catch (BreachException e) {
            request.setDecoderResult(DecoderResult.failure(e));
            return false;
        }
    }

    @Override
    protected HttpMessage createMessage(String[] line) {
        head.begin();
        RequestRules.checkLine(line[0], line[1], line[2]);
        isInHead = true;
        return super.createMessage(line);
    }

    /** Sets the version that Sluice answers in. */
    @Override
    protected HttpMessage createInvalidMessage() {
        HttpRequest invalid = (HttpRequest) super.createInvalidMessage();
        return new DefaultHttpRequest(HttpVersion.HTTP_1_1, invalid.method(), invalid.uri(), invalid.headers());
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw RequestRules.malformed("the request has a Transfer-Encoding and a Content-Length");
    }

    @Override
    protected String splitSecondWordInitialLine(byte[] line, int start, int length) {
        checkBlankBefore(line, start);
        return super.splitSecondWordInitialLine(line, start, length);
    }

    @Override
    protected String splitThirdWordInitialLine(byte[] line, int start, int length) {
        checkBlankBefore(line, start);
        return super.splitThirdWordInitialLine(line, start, length);
    }

    /** Requires exactly one space, and nothing else that Netty would take for one (RFC 9112, 3). */
    private static void checkBlankBefore(byte[] line, int start) {
        if (start < 2 || line[start - 1] != ' ' || line[start - 2] <= ' ') {
            throw RequestRules.malformed("the parts of the request line are not separated by exactly one space");
        }
    }

    /** Notes the fields that matter here while every name is read anyway, which saves looking them up later. */
    @Override
    protected AsciiString splitHeaderName(byte[] bytes, int start, int length) {
        AsciiString name = super.splitHeaderName(bytes, start, length);
        head.see(name);
        return name;
    }
}
