package dev.sluice.config;

import dev.sluice.core.event.TextPattern;
import java.util.List;

/**
 * A claim that a token must have, and what it may be. A list fits if one of its elements does.
 *
 * @param path the names of the members from the top of the claims down; never empty
 * @param accepted the texts of which one must fit: exactly, or with a {@code *} at the end by prefix. Numbers and
 *     booleans are compared as they are written
 */
public record RequiredClaim(List<String> path, List<String> accepted) {

    /** Whether a text, number or boolean fits. */
    public boolean accepts(String value) {
        return accepted.stream().anyMatch(pattern -> TextPattern.matches(pattern, value));
    }
}
