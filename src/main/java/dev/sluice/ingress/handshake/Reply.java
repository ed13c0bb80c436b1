package dev.sluice.ingress.handshake;

import dev.sluice.ingress.connection.AnswerHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a question; the status of each kind is decided by the ingress.
 *
 * @param headers those that the reply is about
 * @param json the body; null for none
 */
public record Reply(
        Kind kind, List<AnswerHeader> headers, @Nullable String json) {

    /** What was asked. */
    public enum Kind {
        /** What this endpoint takes, and who may send to it. */
        CONSENT,
        /** To give something back, which shows that this endpoint wants what the sender is going to send. */
        VALIDATION,
        /** Whether requests come through to here. */
        PROBE
    }
}
