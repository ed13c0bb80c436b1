package dev.sluice.core.data;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.json.JsonScanner;
import dev.sluice.core.json.Utf8;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed hashes of values (HMAC-SHA-256, RFC 2104). Equal values have equal hashes, and guesses can be tested only with
 * the secret.
 *
 * <p>The secret is read once and never shown. Each hash copies the state that the secret left, which saves reading it
 * again. Thread-safe.
 */
public final class Hmac {

    private static final String ALGORITHM = "HmacSHA256";

    private final Mac keyed;

    /**
     * Hashes with {@code secret}, in UTF-8.
     *
     * @throws IllegalArgumentException if the secret is empty
     */
    public Hmac(String secret) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    /** The hash of {@code text} in UTF-8: 64 hexadecimal digits in lower case. */
    public String hex(String text) {
        return hex(Bytes.utf8(text));
    }

    /** The hash of {@code bytes}: 64 hexadecimal digits in lower case. */
    public String hex(Bytes bytes) {
        Mac message = copy();
        message.update(bytes.array(), bytes.offset(), bytes.length());
        return HexFormat.of().formatHex(message.doFinal());
    }

    /**
     * The hash of a JSON value: of a string its characters in UTF-8, however they were escaped; of anything else its
     * JSON text as sent. A string with an unpaired surrogate has no UTF-8, so its JSON text is hashed too, with its
     * quotes.
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

    private Mac copy() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's " + ALGORITHM + " cannot be copied", e);
        }
    }

    /** Shows nothing of the secret. */
    @Override
    public String toString() {
        return "HMAC-SHA-256";
    }
}
