package dev.sluice.ingress.auth;

import java.security.Key;
import org.jose4j.jca.ProviderContext;
import org.jose4j.jws.EcdsaUsingShaAlgorithm;
import org.jose4j.jws.EdDsaAlgorithm;
import org.jose4j.jws.JsonWebSignatureAlgorithm;
import org.jose4j.jws.RsaUsingShaAlgorithm;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The signatures that tokens may have (RFC 7518, 3.1; RFC 8037, 3.1), each for one kind of key only. There is no
 * {@code none}, and none with a shared secret, for which a public key could be taken.
 */
enum Algorithm {
    RS256("RSA", null, new RsaUsingShaAlgorithm.RsaSha256()),
    RS384("RSA", null, new RsaUsingShaAlgorithm.RsaSha384()),
    RS512("RSA", null, new RsaUsingShaAlgorithm.RsaSha512()),
    PS256("RSA", null, new RsaUsingShaAlgorithm.RsaPssSha256()),
    PS384("RSA", null, new RsaUsingShaAlgorithm.RsaPssSha384()),
    PS512("RSA", null, new RsaUsingShaAlgorithm.RsaPssSha512()),
    ES256("EC", "P-256", new EcdsaUsingShaAlgorithm.EcdsaP256UsingSha256()),
    ES384("EC", "P-384", new EcdsaUsingShaAlgorithm.EcdsaP384UsingSha384()),
    ES512("EC", "P-521", new EcdsaUsingShaAlgorithm.EcdsaP521UsingSha512()),
    EDDSA("OKP", "Ed25519", new EdDsaAlgorithm());

    private static final ProviderContext PLATFORM = new ProviderContext();

    private final String keyType;
    private final @Nullable String curve;

    @SuppressWarnings("ImmutableEnumChecker") // keeps nothing of what it verifies
    private final JsonWebSignatureAlgorithm jose;

    Algorithm(String keyType, @Nullable String curve, JsonWebSignatureAlgorithm jose) {
        this.keyType = keyType;
        this.curve = curve;
        this.jose = jose;
    }

    /** The algorithm that the header {@code alg} names; null if it is not one that is taken. */
    static @Nullable Algorithm of(@Nullable String name) {
        for (Algorithm algorithm : values()) {
            if (algorithm.text().equals(name)) {
                return algorithm;
            }
        }
        return null;
    }

    /** The name in a token's header. */
    String text() {
        return jose.getAlgorithmIdentifier();
    }

    /** Whether it is one for keys of {@code keyType} and {@code curve}, as they are named in a JWK. */
    boolean isFor(String keyType, @Nullable String curve) {
        return this.keyType.equals(keyType) && (this.curve == null || this.curve.equals(curve));
    }

    /** Whether {@code signature} is one of {@code signed} by the owner of {@code key}. Takes up to 2.5 ms. */
    boolean verifies(byte[] signature, Key key, byte[] signed) {
        try {
            jose.validateVerificationKey(key);
            return jose.verifySignature(signature, key, signed, PLATFORM);
        } catch (JoseException e) {
            return false;
        }
    }
}
