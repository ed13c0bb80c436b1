package dev.sluice.ingress.auth;

import dev.sluice.ingress.auth.Verdict.Pending;
import dev.sluice.ingress.auth.Verdict.Proven;
import dev.sluice.ingress.auth.Verdict.Reason;
import dev.sluice.ingress.auth.Verdict.Unasked;
import dev.sluice.ingress.auth.Verdict.Unknown;
import dev.sluice.ingress.auth.Verdict.Unproven;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the proofs of one sender in their order, until one fits.
 *
 * <p>Those over the body come last, so that a proof that stands in the headers spares the wait for it. Thread-safe.
 */
public final class Authenticator {

    private static final Verdict NOTHING = new Unproven(Reason.MISSING, "the request proves nothing");

    private final Proof[] byHead;
    private final Proof[] byBody;
    private final boolean judgesSent;
    private final @Nullable String challenge;

    /** Asks {@code proofs}, of which there is at least one. */
    public Authenticator(List<Proof> proofs) {
        this.byHead = proofs.stream().filter(proof -> !proof.needsBody()).toArray(Proof[]::new);
        this.byBody = proofs.stream().filter(Proof::needsBody).toArray(Proof[]::new);
        this.judgesSent = Stream.of(byBody).allMatch(Proof::judgesSent);
        String challenges = proofs.stream()
                .map(Proof::challenge)
                .flatMap(Stream::ofNullable)
                .distinct()
                .collect(Collectors.joining(", "));
        this.challenge = challenges.isEmpty() ? null : challenges;
    }

    /** The value of {@code WWW-Authenticate}; null where no proof has one. */
    public @Nullable String challenge() {
        return challenge;
    }

    /** Whether a request that its headers do not prove may still be proven by its body. */
    public boolean needsBody() {
        return byBody.length > 0;
    }

    /** Whether the proofs over the body look at it as it was sent only, with its content coding. */
    public boolean judgesSent() {
        return judgesSent;
    }

    /** Asks the proofs that the headers are enough for. */
    public Verdict byHead(Presented request) {
        return ask(byHead, 0, request, null);
    }

    /**
     * Asks the proofs over the body.
     *
     * @param byHead what the headers gave
     */
    public Verdict byBody(Presented request, Verdict byHead) {
        return ask(byBody, 0, request, byHead);
    }

    private static Verdict ask(Proof[] proofs, int first, Presented request, @Nullable Verdict before) {
        Verdict soFar = before;
        for (int i = first; i < proofs.length; i++) {
            Verdict verdict = proofs[i].check(request);
            if (verdict instanceof Proven || verdict instanceof Unasked) {
                return verdict;
            }
            if (verdict instanceof Pending pending) {
                int next = i + 1;
                Verdict others = soFar;
                CompletionStage<Verdict> all = pending.verdict()
                        .thenCompose(late -> late instanceof Proven
                                ? CompletableFuture.completedStage(late)
                                : ask(proofs, next, request, closer(others, late))
                                        .stage());
                return new Pending(all);
            }
            soFar = closer(soFar, verdict);
        }
        return soFar == null ? NOTHING : soFar;
    }

    /** Of two verdicts that prove nothing, the one that tells the sender more. */
    private static Verdict closer(@Nullable Verdict one, Verdict other) {
        if (one == null || other instanceof Unknown) {
            return other;
        }
        if (one instanceof Unproven first && other instanceof Unproven second && first.reason() == Reason.MISSING) {
            return second.reason() == Reason.MISSING
                    ? new Unproven(Reason.MISSING, first.rule() + ", or " + second.rule())
                    : second;
        }
        return one;
    }
}
