package dev.sluice.ingress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the answers of an HTTP/1 connection, and answers what is refused before it becomes a request.
 *
 * <p>After such a refusal nothing more is read from the connection, so its answer is the last one. Used on its event
 * loop only.
 */
final class AnswerGate extends ChannelOutboundHandlerAdapter {

    /** The turn of a refused request that Vert.x will answer; that answer is replaced. */
    private static final int IN_ITS_PLACE = -1;

    /** How long a sender may take to read the last answer, before a reset that could destroy it. */
    private static final long LINGER_MILLIS = 1000;

    private final BreachAnswers answers;
    private int unanswered;
    private @Nullable Runnable answered;
    private @Nullable BreachException refusal;
    private int turn;
    private boolean isClosing;

    AnswerGate(BreachAnswers answers) {
        this.answers = answers;
    }

    /** Runs {@code task} whenever an answer is written. */
    void whenAnswered(Runnable task) {
        answered = task;
    }

    /** Counts a request that was read, which Vert.x will answer. */
    void begin() {
        unanswered++;
    }

    /** Requests that were read and have no answer yet; also 0 if one was answered before its body arrived. */
    int unanswered() {
        return unanswered;
    }

    /** Refuses the request that was read last, whose head is malformed; Vert.x will answer it when its turn comes. */
    void refuseHead(Throwable cause) {
        refusal = breachOf(cause);
        turn = IN_ITS_PLACE;
    }

    private static BreachException breachOf(Throwable cause) {
        if (cause instanceof BreachException breach) {
            return breach;
        }
        if (cause instanceof TooLongHttpLineException) {
            return new BreachException(Breach.TARGET_TOO_LONG, "the request line is too long");
        }
        return cause instanceof TooLongFrameException
                ? new BreachException(Breach.HEAD_TOO_LARGE, "the header fields are too large")
                : RequestRules.malformed("the request is not HTTP");
    }

    /**
     * Refuses the request that was read last, whose body is malformed; if it is answered already, it gets no other
     * answer.
     */
    void refuseBody(ChannelHandlerContext context, BreachException breach) {
        refuse(context, breach, 1);
    }

    /** Refuses what never became a request. */
    void refuseUnread(ChannelHandlerContext context, BreachException breach) {
        refuse(context, breach, 0);
    }

    private void refuse(ChannelHandlerContext context, BreachException breach, int behind) {
        if (refusal == null) {
            refusal = breach;
            turn = behind;
            refuseInTurn(context);
        }
    }

    private void refuseInTurn(ChannelHandlerContext context) {
        BreachException breach = refusal;
        if (breach == null || turn == IN_ITS_PLACE || unanswered > turn || isClosing) {
            return;
        }
        isClosing = true;
        Object last = unanswered == turn ? response(breach) : Unpooled.EMPTY_BUFFER;
        closeAfter(context, context.writeAndFlush(last));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (isClosing) {
            drop(message, promise);
            return;
        }
        if (!(message instanceof LastHttpContent) || isInterim(message)) {
            context.write(message, promise);
            return;
        }
        BreachException breach = refusal;
        if (breach != null && turn == IN_ITS_PLACE && unanswered == 1) {
            isClosing = true;
            drop(message, promise);
            closeAfter(context, context.writeAndFlush(response(breach)));
            return;
        }
        context.write(message, promise);
        unanswered = Math.max(0, unanswered - 1);
        refuseInTurn(context);
        if (answered != null) {
            answered.run();
        }
    }

    private static void drop(Object message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.trySuccess();
    }

    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private DefaultFullHttpResponse response(BreachException breach) {
        BreachAnswers.Answer answer = answers.to(breach.breach(), breach.detail());
        ByteBuf body = Unpooled.copiedBuffer(answer.body(), StandardCharsets.US_ASCII);
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.mediaType())
                .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.readableBytes()))
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        AnswerHeader header = answer.header();
        if (header != null) {
            response.headers().set(header.name(), header.value());
        }
        return response;
    }

    /**
     * Closes in two steps: a close with bytes unread would reset the connection, and the sender could lose the answer.
     */
    private static void closeAfter(ChannelHandlerContext context, ChannelFuture written) {
        written.addListener(done -> {
            boolean isPlain = context.pipeline().get(SslHandler.class) == null;
            if (done.isSuccess() && isPlain && context.channel() instanceof DuplexChannel channel) {
                channel.shutdownOutput();
                channel.config().setAutoRead(true);
                context.executor()
                        .schedule(
                                () -> channel.unsafe().close(channel.voidPromise()),
                                LINGER_MILLIS,
                                TimeUnit.MILLISECONDS);
            } else {
                context.close();
            }
        });
    }
}
