package dev.sluice.core.json;

import dev.sluice.core.event.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Keyed hashes of values (HMAC-SHA-256: RFC 2104, FIPS 180-4): equal for equal values, and only with the secret to be
 * told or tried out.
 *
 * <p>Made of the platform's SHA-256, because the core uses no package outside of {@code java}. The secret is taken in
 * once and shown nowhere; each hash copies the two states that have it, which saves reading it again. Thread-safe.
 */
public final class Hmac {

    private static final String ALGORITHM = "SHA-256";
    private static final int BLOCK = 64;
    private static final int INNER_PAD = 0x36;
    private static final int OUTER_PAD = 0x5C;

    private final MessageDigest inner;
    private final MessageDigest outer;

    /**
     * Hashes with {@code secret}, in UTF-8.
     *
     * @throws IllegalArgumentException where the secret is empty
     */
    public Hmac(String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("the secret for hashes must not be empty");
        }
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        byte[] block = Arrays.copyOf(key.length > BLOCK ? sha256().digest(key) : key, BLOCK);
        inner = padded(block, INNER_PAD);
        outer = padded(block, OUTER_PAD);
    }

    private static MessageDigest padded(byte[] block, int pad) {
        MessageDigest digest = sha256();
        for (byte b : block) {
            digest.update((byte) (b ^ pad));
        }
        return digest;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** The hash of {@code text} in UTF-8: 64 hexadecimal digits in lower case. */
    public String hex(String text) {
        return hex(Bytes.utf8(text));
    }

    /** The hash of {@code bytes}: 64 hexadecimal digits in lower case. */
    public String hex(Bytes bytes) {
        MessageDigest message = copy(inner);
        message.update(bytes.array(), bytes.offset(), bytes.length());
        return HexFormat.of().formatHex(copy(outer).digest(message.digest()));
    }

    /**
     * The hash of what a JSON value says: of a string its characters in UTF-8, however they were escaped; of anything
     * else its JSON text as sent. A string with half of a surrogate pair has no UTF-8 and is hashed as JSON text too,
     * quotes included.
     *
     * @param value well-formed, without white space around it
     */
    String hexOfValue(Bytes value) {
        if (value.at(0) != '"') {
            return hex(value);
        }
        if (!holdsEscape(value)) {
            return hex(value.slice(1, value.length() - 1));
        }
        byte[] characters = Utf8.encode(JsonScanner.characters(value));
        return hex(characters == null ? value : Bytes.of(characters));
    }

    private static boolean holdsEscape(Bytes string) {
        for (int i = 0; i < string.length(); i++) {
            if (string.at(i) == '\\') {
                return true;
            }
        }
        return false;
    }

    private static MessageDigest copy(MessageDigest prepared) {
        try {
            return (MessageDigest) prepared.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's " + ALGORITHM + " cannot be copied", e);
        }
    }

    /** Nothing of the secret. */
    @Override
    public String toString() {
        return "HMAC-SHA-256";
    }
}
