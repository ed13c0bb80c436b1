package dev.sluice.ingress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2ConnectionHandler;

/**
 * Adds Sluice's own handlers to those of Vert.x, once Vert.x has decided on the protocol and before it sees the first
 * bytes. Removes itself after that. Used on its event loop only.
 */
final class ProtocolSwitch extends ChannelInboundHandlerAdapter {

    static final String NAME = "protocol";

    // the names that Vert.x gives its handlers
    static final String HTTP1_DECODER = "httpDecoder";
    private static final String HTTP1_ENCODER = "httpEncoder";
    private static final String HTTP2_HANDLER = "handler";

    private final Connection connection;
    private final Connections connections;

    ProtocolSwitch(Connection connection, Connections connections) {
        this.connection = connection;
        this.connections = connections;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf) {
            ChannelPipeline pipeline = context.pipeline();
            ChannelHandler last = pipeline.get(HTTP2_HANDLER);
            if (pipeline.get(HTTP1_DECODER) != null) {
                speakHttp1(pipeline);
            } else if (last instanceof Http2ConnectionHandler http2) {
                speakHttp2(pipeline, http2);
            }
            pipeline.remove(this);
        }
        context.fireChannelRead(message);
    }

    private void speakHttp1(ChannelPipeline pipeline) {
        AnswerGate answers = new AnswerGate(connections.answers());
        RequestDecoder decoder = new RequestDecoder(connections.options(), connection, answers);
        pipeline.replace(HTTP1_DECODER, HTTP1_DECODER, decoder);
        pipeline.addAfter(HTTP1_ENCODER, "answers", answers);
        connection.speaks(decoder);
    }

    private void speakHttp2(ChannelPipeline pipeline, Http2ConnectionHandler http2) {
        Http2Gate gate = new Http2Gate(connection, http2);
        pipeline.addBefore(HTTP2_HANDLER, "http2Gate", gate);
        Http2Requests.listen(http2, connection, connections.answers());
        connection.speaks(gate);
    }
}
