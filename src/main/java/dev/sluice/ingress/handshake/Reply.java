package dev.sluice.ingress.handshake;

import dev.sluice.ingress.connection.AnswerHeader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The reply to a question; the ingress decides the status of each kind.
 *
 * @param kind what was asked
 * @param headers the headers of the reply
 * @param content the body; null for none
 */
public record Reply(
        Kind kind, List<AnswerHeader> headers, @Nullable Content content) {

    /** A body and its type. */
    public record Content(String type, String text) {}

    /** The reply to a challenge, which is its text. */
    public static Reply toChallenge(String text) {
        return new Reply(Kind.VALIDATION, List.of(), new Content("text/plain; charset=utf-8", text));
    }

    /** The reply to a subscription that is confirmed. */
    public static Reply confirmed() {
        return new Reply(Kind.VALIDATION, List.of(), null);
    }

    /** What was asked. */
    public enum Kind {
        /** What this endpoint takes, and who may send to it. */
        CONSENT,
        /** To return a code, which shows that this endpoint wants the events of the sender. */
        VALIDATION,
        /** Whether requests get through to this endpoint. */
        PROBE
    }
}
