package dev.sluice.ingress.auth;

import dev.sluice.config.SignatureScheme;
import dev.sluice.core.event.Bytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.List;
import javax.crypto.Mac;

/** A key that checks signatures. Thread-safe. */
sealed interface SignatureKey {

    /** The key of a secret; an IllegalArgumentException as that of {@link SignatureScheme#key}. */
    static SignatureKey of(SignatureScheme scheme, String secret) {
        Key key = scheme.key(secret);
        return key instanceof PublicKey publicKey ? new OfAPublicKey(publicKey) : new OfASecret(key);
    }

    /**
     * Whether one of the signatures is of this key.
     *
     * @param signed what is signed, in parts
     * @param signatures each as long as the algorithm makes them
     */
    boolean made(List<byte[]> signatures, Bytes[] signed);

    /**
     * A secret, which makes the signature anew (HMAC, RFC 2104) and compares it in constant time. As the state that the
     * secret left is copied, the secret is not read again.
     */
    final class OfASecret implements SignatureKey {

        private final Mac keyed;

        private OfASecret(Key secret) {
            try {
                keyed = Mac.getInstance(secret.getAlgorithm());
                keyed.init(secret);
            } catch (NoSuchAlgorithmException | InvalidKeyException e) {
                throw new IllegalStateException("every Java platform has " + secret.getAlgorithm(), e);
            }
        }

        @Override
        public boolean made(List<byte[]> signatures, Bytes[] signed) {
            Mac mac = copy();
            for (Bytes part : signed) {
                mac.update(part.array(), part.offset(), part.length());
            }
            byte[] right = mac.doFinal();
            boolean any = false;
            for (byte[] signature : signatures) {
                any |= MessageDigest.isEqual(right, signature);
            }
            return any;
        }

        private Mac copy() {
            try {
                return (Mac) keyed.clone();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("the platform's " + keyed.getAlgorithm() + " cannot be copied", e);
            }
        }
    }

    /** A public key (Ed25519, RFC 8032), which takes more than half a millisecond for each signature. */
    final class OfAPublicKey implements SignatureKey {

        private final PublicKey key;

        private OfAPublicKey(PublicKey key) {
            this.key = key;
        }

        @Override
        public boolean made(List<byte[]> signatures, Bytes[] signed) {
            for (byte[] signature : signatures) {
                if (fits(signature, signed)) {
                    return true;
                }
            }
            return false;
        }

        private boolean fits(byte[] signature, Bytes[] signed) {
            try {
                Signature check = Signature.getInstance(key.getAlgorithm());
                check.initVerify(key);
                for (Bytes part : signed) {
                    check.update(part.array(), part.offset(), part.length());
                }
                return check.verify(signature);
            } catch (SignatureException e) {
                // it is no signature at all
                return false;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the key was good at startup", e);
            }
        }
    }
}
