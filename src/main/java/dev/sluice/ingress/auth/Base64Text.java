package dev.sluice.ingress.auth;

import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Base64 (RFC 4648, 4) as it is sent, with or without the padding. Refuses without an exception, which would cost more
 * than the check that it is for. Stateless.
 */
final class Base64Text {

    private static final boolean[] ALPHABET = new boolean[128];

    static {
        for (char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".toCharArray()) {
            ALPHABET[c] = true;
        }
    }

    private Base64Text() {}

    /** What the characters from {@code start} on encode; null if that is not Base64. */
    static byte @Nullable [] decode(String text, int start) {
        int end = text.length();
        while (end > start && text.length() - end < 2 && text.charAt(end - 1) == '=') {
            end--;
        }
        boolean padded = end < text.length();
        if (padded ? (text.length() - start) % 4 != 0 : (end - start) % 4 == 1) {
            return null;
        }
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c >= ALPHABET.length || !ALPHABET[c]) {
                return null;
            }
        }
        return Base64.getDecoder().decode(text.substring(start, end));
    }
}
