package dev.sluice.ingress;

import dev.sluice.ingress.connection.Origin;
import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * What one request came on and its answer goes by: in HTTP/1 its whole connection, in HTTP/2 a stream, beside which
 * others go on.
 *
 * <p>Used on the request's event loop only.
 */
final class Carrier {

    private final HttpServerRequest request;
    private final @Nullable Origin origin;
    private boolean closesAfterTheBody;

    Carrier(HttpServerRequest request) {
        this.request = request;
        this.origin =
                request.connection() instanceof ConnectionBase connection ? Origin.of(connection.channel()) : null;
    }

    boolean isHttp1() {
        return request.version() != HttpVersion.HTTP_2;
    }

    /** The address it comes from; null where that is not known. */
    @Nullable
    Origin origin() {
        return origin;
    }

    EventLoop eventLoop() {
        return ((ConnectionBase) request.connection()).channel().eventLoop();
    }

    /**
     * Whether the sender is gone, as happens to requests queued behind another on a connection that breaks: nothing
     * will ever be heard of them.
     */
    boolean isGone() {
        return request.connection() instanceof ConnectionBase connection
                && !connection.channel().isActive();
    }

    /** Whether the sender may skip the body, so that nobody knows where on the connection its next request starts. */
    boolean mayLackTheBody() {
        return isHttp1() && !request.isEnded() && request.getHeader(HttpHeaders.EXPECT) != null;
    }

    /** Has the answer, which is still to be given, say that it is the last one, and be it. */
    void closeAfterTheAnswer() {
        if (isHttp1()) {
            sayLast();
        }
        request.response().endHandler(sent -> close());
    }

    /**
     * The same for an answer before the body has ended, in HTTP/1 only. To close at once would break the connection
     * while the sender still writes, and the answer could get lost.
     */
    void closeAfterTheBody() {
        if (isHttp1()) {
            sayLast();
            closesAfterTheBody = true;
        }
    }

    private void sayLast() {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }

    /** The body has come to its end. */
    void bodyEnded() {
        if (closesAfterTheBody) {
            close();
        }
    }

    /** Stops reading what nobody wants. */
    void close() {
        if (isHttp1()) {
            request.connection().close();
        } else {
            request.response().reset();
        }
    }
}
