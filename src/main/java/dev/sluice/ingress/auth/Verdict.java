package dev.sluice.ingress.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a {@link Proof} says of a request. */
public sealed interface Verdict {

    /**
     * The request is from {@code caller}.
     *
     * @param caller the proven identity
     * @param signedId identifies what was signed, the same for a repetition of the request; null if nothing was, or
     *     nobody wants to know
     */
    record Proven(String caller, @Nullable String signedId) implements Verdict {

        /** The request is from {@code caller}, and no repetition is told by its signature. */
        public Proven(String caller) {
            this(caller, null);
        }
    }

    /** The request is taken without a proof, whoever it is from. */
    record Unasked() implements Verdict {}

    /**
     * The request does not prove it.
     *
     * @param reason for the metric
     * @param rule one line for the answer: what to send, without any part of what was sent
     */
    record Unproven(Reason reason, String rule) implements Verdict {}

    /**
     * Whether it does cannot be told now, because keys are missing; the sender has to repeat it.
     *
     * @param detail one line for the answer
     */
    record Unknown(String detail) implements Verdict {}

    /**
     * It is told later, by any thread.
     *
     * @param verdict completed within a bounded time, never with a failure or with another {@code Pending}
     */
    record Pending(CompletionStage<Verdict> verdict) implements Verdict {}

    /** The verdict as one that may come later. */
    default CompletionStage<Verdict> stage() {
        return this instanceof Pending pending ? pending.verdict() : CompletableFuture.completedStage(this);
    }

    /** Why a request does not prove who it is from. */
    enum Reason {
        /** There is nothing of the kind in it. */
        MISSING,
        /** What there is does not fit. */
        INVALID,
        /** It fitted once, but is too old; or its clock and this one differ. */
        EXPIRED
    }
}
