package dev.sluice.ingress.auth;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tokens whose signature held, until they expire, and the newest {@value #MOST} at most.
 *
 * <p>A look takes no lock. Up to 2 MB. Thread-safe.
 */
final class VerifiedTokens {

    /** How many tokens are remembered. */
    static final int MOST = 10_000;

    private final ConcurrentHashMap<TokenId, Verified> tokens = new ConcurrentHashMap<>();
    private final Queue<TokenId> oldestFirst = new ArrayDeque<>();

    private record Verified(Verdict.Proven verdict, long endMillis) {}

    /** The verdict on a token that is remembered and has not expired; otherwise null. */
    Verdict.@Nullable Proven find(TokenId id, long nowMillis) {
        Verified verified = tokens.get(id);
        return verified == null || verified.endMillis <= nowMillis ? null : verified.verdict;
    }

    /** Remembers a token until {@code endMillis}. */
    synchronized void add(TokenId id, Verdict.Proven verdict, long endMillis) {
        if (tokens.put(id, new Verified(verdict, endMillis)) == null) {
            oldestFirst.add(id);
        }
        if (oldestFirst.size() > MOST) {
            tokens.remove(oldestFirst.remove());
        }
    }

    /** The number of tokens that are remembered, expired ones included. */
    int size() {
        return tokens.size();
    }
}
