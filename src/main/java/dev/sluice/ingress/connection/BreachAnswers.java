package dev.sluice.ingress.connection;

import org.jspecify.annotations.Nullable;

/** Decides the answer to a breach, and counts it. Implemented by the package that knows statuses. Thread-safe. */
public interface BreachAnswers {

    /**
     * The answer to a breach, which counts as given: the caller must send it.
     *
     * @param detail one line of Sluice's own text
     */
    Answer to(Breach breach, String detail);

    /**
     * An answer, after which the connection is closed.
     *
     * @param status the HTTP status
     * @param mediaType the media type of {@code body}
     * @param body one line
     * @param header the header that the status needs; null for none
     */
    record Answer(
            int status,
            String mediaType,
            String body,
            @Nullable AnswerHeader header) {}
}
