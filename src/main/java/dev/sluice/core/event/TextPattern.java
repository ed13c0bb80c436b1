package dev.sluice.core.event;

import org.jspecify.annotations.Nullable;

/**
 * Which callers are meant: one, or all of a common prefix.
 *
 * @param text the caller, compared exactly; or a prefix with a {@code *} at the end
 */
public record CallerPattern(String text) {

    private static final char ANY_END = '*';

    /** Whether {@code caller} is meant; null, which nothing has proven, never is. */
    public boolean matches(@Nullable String caller) {
        if (caller == null) {
            return false;
        }
        int last = text.length() - 1;
        return last >= 0 && text.charAt(last) == ANY_END ? caller.regionMatches(0, text, 0, last) : caller.equals(text);
    }
}
