package dev.sluice.ingress.auth;

import dev.sluice.core.event.Bytes;
import io.vertx.core.MultiMap;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What a request presents as a proof.
 *
 * @param method the method, in upper case
 * @param headers its headers; must not be changed
 * @param query the query string without the question mark, as it was sent; null for none
 * @param tls the TLS session that carries it, with the caller's certificate if the listener has verified one; null
 *     without TLS
 * @param sent the body as it was sent; empty for a proof that needs none
 * @param decoded the body without its content coding; empty for a proof that needs none
 */
public record Presented(
        String method,
        MultiMap headers,
        @Nullable String query,
        @Nullable SSLSession tls,
        Bytes sent,
        Bytes decoded) {}
