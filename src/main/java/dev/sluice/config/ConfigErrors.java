package dev.sluice.config;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Everything that is wrong with the configuration, collected during the start, which it then ends.
 *
 * <p>One line each: the key, the value, what is wrong and what to write instead. Used by the thread that starts.
 */
@Singleton
public final class ConfigErrors {

    private static final int VALUE_SHOWN = 200;

    private final Set<String> wrong = new LinkedHashSet<>();
    private final Set<String> missing = new LinkedHashSet<>();

    /**
     * The value of {@code key} is refused; {@code reason} goes on where the value ends. A value that may be a secret is
     * not shown.
     */
    public void refuse(String key, String value, String reason) {
        add(
                Secrets.hides(key, value)
                        ? key + " (its value is not shown) " + Secrets.removedFrom(reason, value)
                        : key + " '" + shown(value) + "' " + reason);
    }

    /** A sentence that starts with the key. */
    public void add(String sentence) {
        StringBuilder line = new StringBuilder(sentence.length());
        sentence.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(line::appendCodePoint);
        wrong.add(line.toString());
    }

    /** Nothing can be published without {@code key}, and it has no default; {@code remedy} says what to set. */
    public void miss(String key, String remedy) {
        missing.add(key + " is missing: " + remedy);
    }

    /** What was collected, one line each. */
    public Set<String> lines() {
        Set<String> lines = new LinkedHashSet<>(wrong);
        lines.addAll(missing);
        return lines;
    }

    /** The lines about what is written. */
    public Set<String> wrong() {
        return wrong;
    }

    /** The lines of {@link #miss}: all that is to be expected as long as nothing is configured yet. */
    public Set<String> missing() {
        return missing;
    }

    /** Ends the start where anything was collected. */
    public void throwIfAny() {
        Set<String> lines = lines();
        if (!lines.isEmpty()) {
            throw new ConfigurationException(String.join(System.lineSeparator(), lines));
        }
    }

    /** A value as far as a line has room for it. */
    private static String shown(String value) {
        return value.length() <= VALUE_SHOWN ? value : value.substring(0, VALUE_SHOWN) + "...";
    }
}
