package dev.sluice.ingress.handshake;

import dev.sluice.core.event.Bytes;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/**
 * Something that a request asks which is not an event.
 *
 * <p>A new question is a class and a line in {@link Handshakes}. Stateless and thread-safe.
 */
public interface Question {

    /**
     * The method of the request. A POST is admitted and read to its end like an event; any other is answered at once.
     */
    HttpMethod method();

    /** Whether a request with that method asks it. */
    boolean isAskedBy(HttpServerRequest request);

    /**
     * The reply.
     *
     * @param request the request
     * @param body the body of a POST without any content coding; empty for another method
     * @throws dev.sluice.core.event.Refusal {@code MALFORMED} if the body does not ask what the headers say
     */
    Reply reply(HttpServerRequest request, Bytes body);
}
