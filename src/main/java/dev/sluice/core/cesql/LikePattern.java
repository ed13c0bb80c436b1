package dev.sluice.core.cesql;

import java.util.Arrays;

/**
 * A pattern of {@code LIKE} (CESQL 1.0, 3.4.3). It compares Unicode characters: {@code _} matches one of them, whether
 * one or two UTF-16 units.
 *
 * <p>A failed attempt goes back to the last {@code %} only, so the time is at most the length of the pattern times the
 * length of the value. No regular expressions, no objects. Immutable.
 */
final class LikePattern {

    private static final int ONE = -1;
    private static final int ANY_NUMBER = -2;

    private final int[] pattern;
    private final String literal;
    private final int literalCharacters;
    private final boolean prefix;

    /**
     * A pattern.
     *
     * @param text {@code %} for any characters, {@code _} for one. A backslash before either makes it an ordinary
     *     character; anywhere else, a backslash stands for itself
     */
    LikePattern(String text) {
        int[] compiled = new int[text.length()];
        int length = 0;
        StringBuilder start = new StringBuilder();
        boolean wildcard = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '\\' && i < text.length() && (text.charAt(i) == '%' || text.charAt(i) == '_')) {
                c = text.charAt(i);
                i++;
            } else if (c == '%') {
                c = ANY_NUMBER;
            } else if (c == '_') {
                c = ONE;
            }
            wildcard |= c < 0;
            if (!wildcard) {
                start.appendCodePoint(c);
            }
            compiled[length] = c;
            length++;
        }
        this.pattern = Arrays.copyOf(compiled, length);
        this.literal = start.toString();
        this.literalCharacters = literal.codePointCount(0, literal.length());
        this.prefix = literalCharacters == length - 1 && pattern[literalCharacters] == ANY_NUMBER;
    }

    /** What every matching value starts with: everything before the first {@code %} or {@code _}. */
    String literal() {
        return literal;
    }

    /** Whether {@link #literal()} is the only matching value. */
    boolean isExact() {
        return literalCharacters == pattern.length;
    }

    /** Whether all of {@code value} matches. */
    boolean matches(String value) {
        if (!value.startsWith(literal)) {
            return false;
        }
        if (prefix) {
            return true;
        }
        int at = literal.length();
        int next = literalCharacters;
        int retryAt = -1;
        int retryNext = -1;
        while (at < value.length()) {
            int expected = next < pattern.length ? pattern[next] : Integer.MIN_VALUE;
            if (expected == ANY_NUMBER) {
                next++;
                if (next == pattern.length) {
                    return true;
                }
                retryAt = at;
                retryNext = next;
                continue;
            }
            int c = value.codePointAt(at);
            if (expected == ONE || expected == c) {
                at += Character.charCount(c);
                next++;
            } else if (retryNext >= 0) {
                retryAt += Character.charCount(value.codePointAt(retryAt));
                at = retryAt;
                next = retryNext;
            } else {
                return false;
            }
        }
        while (next < pattern.length && pattern[next] == ANY_NUMBER) {
            next++;
        }
        return next == pattern.length;
    }
}
