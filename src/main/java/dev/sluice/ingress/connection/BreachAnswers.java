package dev.sluice.ingress.connection;

import org.jspecify.annotations.Nullable;

/** Says how a breach is answered, and counts it. Implemented by the room that knows statuses. Thread-safe. */
public interface BreachAnswers {

    /**
     * The answer to a breach, which is given now.
     *
     * @param detail one line of ours
     */
    Answer to(Breach breach, String detail);

    /**
     * An answer, after which the connection is closed.
     *
     * @param status the HTTP status
     * @param mediaType of {@code body}
     * @param body one line
     * @param header what the status needs besides; null for nothing
     */
    record Answer(
            int status,
            String mediaType,
            String body,
            @Nullable AnswerHeader header) {}
}
