package dev.sluice.ingress.auth;

import org.jspecify.annotations.Nullable;

/**
 * One way in which a request can prove who it is from.
 *
 * <p>Never blocks, because event loops ask it. Thread-safe; what it remembers is bounded.
 */
public interface Proof {

    /** Whether it is a proof over the body, so that it cannot be asked before that has come. */
    default boolean needsBody() {
        return false;
    }

    /** Whether a proof over the body looks at it only as it was sent, with its content coding. */
    default boolean judgesSent() {
        return false;
    }

    /** The value of {@code WWW-Authenticate} that asks for it; null where there is none for it. */
    default @Nullable String challenge() {
        return null;
    }

    /** Asks whether a request proves who it is from. */
    Verdict check(Presented request);
}
