package dev.sluice.core.envelope;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads base64 as strictly as it is written (RFC 4648, sections 3.5 and 4). Stateless. */
final class Base64Text {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private Base64Text() {}

    /**
     * What {@code text} encodes; no bytes for null.
     *
     * @throws Refusal {@code INVALID_DATA} if it has other characters, is not padded, or has bits behind its last byte
     */
    static Bytes decoded(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Bytes.empty();
        }
        if (text.length() % 4 != 0 || hasBitsLeft(text)) {
            throw notBase64();
        }
        try {
            return Bytes.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw notBase64();
        }
    }

    private static boolean hasBitsLeft(String text) {
        if (!text.endsWith("=")) {
            return false;
        }
        boolean isOneByte = text.endsWith("==");
        int last = ALPHABET.indexOf(text.charAt(text.length() - (isOneByte ? 3 : 2)));
        return (last & (isOneByte ? 0xF : 0x3)) != 0;
    }

    private static Refusal notBase64() {
        return Refusal.data("is not base64 (RFC 4648, section 4)");
    }
}
