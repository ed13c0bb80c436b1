package dev.sluice.ingress.auth;

import org.jspecify.annotations.Nullable;

/**
 * One way in which a request can prove who it is from.
 *
 * <p>Never blocks, because event loops ask it. Thread-safe; what it remembers is bounded.
 */
public interface Proof {

    /** The name of the way, as in the configuration: {@code oidc}, {@code api-key}. */
    String scheme();

    /** Whether it is a proof over the body, so that it cannot be asked before that has come. */
    boolean needsBody();

    /** The value of {@code WWW-Authenticate} that asks for it; null where there is none for it. */
    @Nullable
    String challenge();

    /** Asks whether a request proves who it is from. */
    Verdict check(Presented request);
}
