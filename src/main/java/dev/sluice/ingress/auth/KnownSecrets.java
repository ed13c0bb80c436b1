package dev.sluice.ingress.auth;

import dev.sluice.core.data.Sha256;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Secrets of callers, as SHA-256 digests. What is presented is compared with all of them, in constant time: neither the
 * time nor the length of a secret tells how much of it was guessed. Costs a digest, and about 30 ns for each secret.
 * Immutable.
 */
final class KnownSecrets {

    private static final FastThreadLocal<MessageDigest> DIGEST = new FastThreadLocal<>() {
        @Override
        protected MessageDigest initialValue() {
            return Sha256.create();
        }
    };

    private final byte[][] digests;
    private final Verdict.Proven[] callers;

    private KnownSecrets(List<byte[]> digests, List<Verdict.Proven> callers) {
        this.digests = digests.toArray(byte[][]::new);
        this.callers = callers.toArray(Verdict.Proven[]::new);
    }

    /** Secrets that are presented as they are, in UTF-8. */
    static KnownSecrets of(Map<String, List<String>> secretsByCaller) {
        return of(secretsByCaller, (caller, secret) -> secret);
    }

    /**
     * Secrets of callers.
     *
     * @throws IllegalArgumentException if two callers have one secret, so that which of them sends could not be told;
     *     the message goes on after the name of a key
     * @param presented what a request presents, by caller and secret; of that the UTF-8 bytes are compared
     */
    static KnownSecrets of(Map<String, List<String>> secretsByCaller, BinaryOperator<String> presented) {
        Map<String, String> owners = new HashMap<>();
        List<byte[]> digests = new ArrayList<>();
        List<Verdict.Proven> callers = new ArrayList<>();
        secretsByCaller.forEach((caller, secrets) -> {
            Verdict.Proven proven = new Verdict.Proven(caller);
            for (String secret : secrets) {
                String whole = presented.apply(caller, secret);
                if (!caller.equals(owners.getOrDefault(whole, caller))) {
                    throw new IllegalArgumentException("is that of another caller, too");
                }
                owners.put(whole, caller);
                digests.add(DIGEST.get().digest(whole.getBytes(StandardCharsets.UTF_8)));
                callers.add(proven);
            }
        });
        return new KnownSecrets(digests, callers);
    }

    /** That the caller with this secret is proven; null if none has it. */
    Verdict.@Nullable Proven callerOf(byte[] presented) {
        byte[] digest = DIGEST.get().digest(presented);
        Verdict.Proven caller = null;
        for (int i = 0; i < digests.length; i++) {
            if (MessageDigest.isEqual(digest, digests[i])) {
                caller = callers[i];
            }
        }
        return caller;
    }
}
