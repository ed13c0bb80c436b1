package dev.sluice.core.event;

import org.jspecify.annotations.Nullable;

/**
 * Which texts are meant, such as callers: one, or all of a common prefix.
 *
 * @param text the text, compared exactly; or a prefix with a {@code *} at the end
 */
public record TextPattern(String text) {

    private static final char ANY_END = '*';

    /** Whether {@code candidate} is meant; null, such as a caller that nothing has proven, never is. */
    public boolean matches(@Nullable String candidate) {
        return candidate != null && matches(text, candidate);
    }

    /** Whether {@code candidate} is meant by the pattern with this text. */
    public static boolean matches(String text, String candidate) {
        int last = text.length() - 1;
        return last >= 0 && text.charAt(last) == ANY_END
                ? candidate.regionMatches(0, text, 0, last)
                : candidate.equals(text);
    }
}
