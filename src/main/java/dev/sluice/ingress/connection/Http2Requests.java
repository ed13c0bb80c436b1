package dev.sluice.ingress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;

/** Refuses HTTP/2 requests that HTTP/1 would not have let in, before Vert.x sees them. Used on its event loop only. */
final class Http2Requests extends Http2FrameListenerDecorator {

    private final Http2ConnectionHandler http2;
    private final Connection connection;
    private final BreachAnswers answers;

    private Http2Requests(
            Http2FrameListener listener, Http2ConnectionHandler http2, Connection connection, BreachAnswers answers) {
        super(listener);
        this.http2 = http2;
        this.connection = connection;
        this.answers = answers;
    }

    /** Puts itself before the present listener of {@code http2}. */
    static void listen(Http2ConnectionHandler http2, Connection connection, BreachAnswers answers) {
        Http2FrameListener listener = http2.decoder().frameListener();
        if (!(listener instanceof Http2Requests)) {
            http2.decoder().frameListener(new Http2Requests(listener, http2, connection, answers));
        }
    }

    /** Listens again, because Vert.x replaces the listener once it has seen the settings. */
    @Override
    public void onSettingsRead(ChannelHandlerContext context, Http2Settings settings) throws Http2Exception {
        super.onSettingsRead(context, settings);
        listen(http2, connection, answers);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int streamId, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        if (isLegal(context, streamId, headers, endOfStream)) {
            super.onHeadersRead(context, streamId, headers, padding, endOfStream);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        if (isLegal(context, streamId, headers, endOfStream)) {
            super.onHeadersRead(context, streamId, headers, streamDependency, weight, exclusive, padding, endOfStream);
        }
    }

    private boolean isLegal(ChannelHandlerContext context, int streamId, Http2Headers headers, boolean endOfStream) {
        try {
            FieldRules.check(headers);
            if (connection.isRefused()) {
                throw new BreachException(
                        Breach.OVERLOADED, "too many connections are open; send this again later, on a new one");
            }
            return true;
        } catch (BreachException breach) {
            refuse(context, streamId, breach, endOfStream);
            return false;
        }
    }

    private void refuse(ChannelHandlerContext context, int streamId, BreachException breach, boolean endOfStream) {
        BreachAnswers.Answer answer = answers.to(breach.breach(), breach.detail());
        ByteBuf body = Unpooled.copiedBuffer(answer.body(), StandardCharsets.US_ASCII);
        Http2Headers headers = new DefaultHttp2Headers()
                .status(Integer.toString(answer.status()))
                .set(HttpHeaderNames.CONTENT_TYPE, answer.mediaType())
                .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.readableBytes()));
        AnswerHeader header = answer.header();
        if (header != null) {
            headers.set(header.name(), header.value());
        }
        Http2ConnectionEncoder encoder = http2.encoder();
        encoder.writeHeaders(context, streamId, headers, 0, false, context.newPromise());
        ChannelFuture written = encoder.writeData(context, streamId, body, 0, true, context.newPromise());
        if (!endOfStream) {
            written.addListener(done -> {
                // the rest of this request is useless
                http2.resetStream(context, streamId, Http2Error.NO_ERROR.code(), context.newPromise());
                http2.flush(context);
            });
        }
    }
}
