package dev.sluice.config;

import dev.sluice.core.event.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How a sender signs what it sends. Immutable.
 *
 * @param header the header that holds the signature, or several
 * @param separator what stands between the entries of that header, of which some are signatures; null if there is one
 *     entry
 * @param prefix what an entry that is a signature begins with; empty for nothing
 * @param encoding how a signature is written
 * @param algorithm how a signature is made
 * @param signed what is signed, in order; has the body once or more
 * @param time when it was signed; null if the sender does not say it
 * @param body which body is signed
 * @param secretEncoding how a secret is written; Ed25519's public keys are always in Base64
 */
public record SignatureScheme(
        String header,
        @Nullable String separator,
        String prefix,
        Encoding encoding,
        Algorithm algorithm,
        List<Part> signed,
        @Nullable SigningTime time,
        SignedBody body,
        SecretEncoding secretEncoding) {

    private static final String SECRET_PREFIX = "whsec_";
    private static final String PUBLIC_KEY_PREFIX = "whpk_";
    private static final int SHORTEST_KEY_BYTES = 16;
    private static final int ED25519_BYTES = 32;

    /** What stands before the 32 bytes of an Ed25519 key in the form that Java reads (RFC 8410, 4). */
    private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    /** How a signature is written. */
    public enum Encoding {
        HEX,
        BASE64
    }

    /** How a signature is made. */
    public enum Algorithm {
        SHA256("HmacSHA256", 32),
        SHA1("HmacSHA1", 20),
        SHA512("HmacSHA512", 64),
        /** Of Standard Webhooks, {@code v1a}; RFC 8032. */
        ED25519("Ed25519", 64);

        private final String javaName;
        private final int signatureBytes;

        Algorithm(String javaName, int signatureBytes) {
            this.javaName = javaName;
            this.signatureBytes = signatureBytes;
        }

        /** Its standard name in Java. */
        public String javaName() {
            return javaName;
        }

        /** How long a signature is. */
        public int signatureBytes() {
            return signatureBytes;
        }
    }

    /** Which body is signed. */
    public enum SignedBody {
        /** As it was sent, with its content coding. */
        SENT,
        /** Without its content coding. */
        DECODED
    }

    /** How a secret is written. */
    public enum SecretEncoding {
        /** Its characters in UTF-8 are the key. */
        TEXT,
        /** What it encodes is the key; {@code whsec_} before it does not count. */
        BASE64
    }

    /** A part of what is signed. */
    public sealed interface Part {

        /** Always the same. */
        record Literal(Bytes bytes) implements Part {}

        /** The body. */
        record Body() implements Part {}

        /** The time, as it was written. */
        record Timestamp() implements Part {}

        /** The method, in upper case. */
        record Method() implements Part {}

        /** The value of a header, as it was sent. */
        record Header(String name) implements Part {}
    }

    /**
     * When something was signed.
     *
     * @param header the header that says it; null if an entry of the signature's header does
     * @param entry what that entry begins with; null if a header says it
     * @param format how it is written
     * @param tolerance how far it may be from now, before or after
     */
    public record SigningTime(
            @Nullable String header, @Nullable String entry, Format format, Duration tolerance) {

        /** How a time is written. */
        public enum Format {
            /** Seconds since 1970 UTC. */
            SECONDS,
            /** Milliseconds since 1970 UTC. */
            MILLISECONDS,
            /** {@code date-time} of RFC 3339. */
            RFC3339
        }
    }

    /**
     * The key that checks signatures, out of a secret: a secret key, or for Ed25519 a {@link PublicKey}.
     *
     * @throws IllegalArgumentException if the secret is not written as it should be; the message goes on after the name
     *     of its key, and has nothing of the secret
     */
    public Key key(String secret) {
        if (algorithm == Algorithm.ED25519) {
            return publicKey(base64(withoutPrefix(secret, PUBLIC_KEY_PREFIX)));
        }
        if (secretEncoding == SecretEncoding.TEXT) {
            return new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), algorithm.javaName());
        }
        byte[] key = base64(withoutPrefix(secret, SECRET_PREFIX));
        if (key.length < SHORTEST_KEY_BYTES) {
            throw new IllegalArgumentException("is Base64 of less than " + SHORTEST_KEY_BYTES
                    + " bytes, so it could be guessed: use a longer one");
        }
        return new SecretKeySpec(key, algorithm.javaName());
    }

    private static String withoutPrefix(String secret, String prefix) {
        return secret.startsWith(prefix) ? secret.substring(prefix.length()) : secret;
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // the decoder's message shows a character
            throw new IllegalArgumentException("is not Base64");
        }
    }

    private static PublicKey publicKey(byte[] bytes) {
        if (bytes.length != ED25519_BYTES) {
            throw new IllegalArgumentException("is not the Base64 of an Ed25519 public key, which has 32 bytes");
        }
        byte[] encoded = new byte[ED25519_HEAD.length + bytes.length];
        System.arraycopy(ED25519_HEAD, 0, encoded, 0, ED25519_HEAD.length);
        System.arraycopy(bytes, 0, encoded, ED25519_HEAD.length, bytes.length);
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            // whether the bytes are a point of the curve is looked at here
            Signature.getInstance("Ed25519").initVerify(key);
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("is not an Ed25519 public key", e);
        }
    }
}
