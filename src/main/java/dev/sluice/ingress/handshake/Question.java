package dev.sluice.ingress.handshake;

import dev.sluice.core.event.Bytes;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/**
 * Something that is asked by a request which is no event.
 *
 * <p>A new one is a class and a line in {@link Handshakes}. Stateless and thread-safe.
 */
public interface Question {

    /**
     * The method it is asked by. A POST is taken, and read to its end, as an event is; any other is answered at once.
     */
    HttpMethod method();

    /** Whether a request by that method, with these headers, asks it. */
    boolean isAskedBy(MultiMap headers);

    /**
     * The reply.
     *
     * @param headers of the request that asks it
     * @param body of a POST, after any content coding is undone; of another method empty
     * @throws dev.sluice.core.event.Refusal {@code MALFORMED} where the body does not ask what the headers say
     */
    Reply reply(MultiMap headers, Bytes body);
}
