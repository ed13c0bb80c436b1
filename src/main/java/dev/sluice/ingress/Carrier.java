package dev.sluice.ingress;

import dev.sluice.ingress.connection.Origin;
import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What carries one request and its answer: in HTTP/1 the whole connection, in HTTP/2 a stream of it, beside others.
 *
 * <p>Used on the request's event loop only.
 */
final class Carrier {

    /** Every request that Knative's queue-proxy hands on has the first; the second is of its activator. */
    private static final List<CharSequence> OF_A_PROXY =
            List.of(HttpHeaders.createOptimized("X-Forwarded-For"), HttpHeaders.createOptimized("K-Proxy-Request"));

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

    /** The address that the request comes from; null if it is not known. */
    @Nullable
    Origin origin() {
        return origin;
    }

    EventLoop eventLoop() {
        return ((ConnectionBase) request.connection()).channel().eventLoop();
    }

    /**
     * Whether the sender is gone. This happens to a request that waited behind another on a connection that broke; no
     * callback ever tells of its end.
     */
    boolean isGone() {
        return request.connection() instanceof ConnectionBase connection
                && !connection.channel().isActive();
    }

    /**
     * Whether the sender may leave out the body, so that it is unknown where on the connection its next request starts.
     */
    boolean mayLackTheBody() {
        return isHttp1() && !request.isEnded() && request.getHeader(HttpHeaders.EXPECT) != null;
    }

    /** Whether the sender waits to hear that the body may come (RFC 9110, 10.1.1). */
    boolean isAskedForConsent() {
        return HttpHeaders.CONTINUE.toString().equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    /**
     * Says that the body may come; not through a proxy, as Knative's queue-proxy takes whatever comes first for the
     * answer, and tells its caller 200. A sender that hears nothing sends the body after a while.
     */
    void consent() {
        if (OF_A_PROXY.stream().noneMatch(request.headers()::contains)) {
            request.response().writeContinue();
        }
    }

    /** Marks the answer, which is not given yet, as the last of its connection, and closes after it. */
    void closeAfterTheAnswer() {
        if (isHttp1()) {
            sayLast();
        }
        request.response().endHandler(sent -> close());
    }

    /**
     * The same for an answer before the end of the body, in HTTP/1 only: closes after the body. If it closed at once,
     * while the sender still writes, the answer could get lost.
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

    /** Notes the end of the body. */
    void bodyEnded() {
        if (closesAfterTheBody) {
            close();
        }
    }

    /** Closes the connection, or resets the stream. */
    void close() {
        if (isHttp1()) {
            request.connection().close();
        } else {
            request.response().reset();
        }
    }
}
