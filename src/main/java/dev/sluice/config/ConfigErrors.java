package dev.sluice.config;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Collects everything that is wrong with the configuration during startup, and then ends the startup.
 *
 * <p>Each problem is one line: the key, the value, what is wrong and what to write instead. Used by the thread of the
 * startup.
 */
@Singleton
public final class ConfigErrors {

    private static final int VALUE_SHOWN = 200;

    private final Set<String> wrong = new LinkedHashSet<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final Set<String> advice = new LinkedHashSet<>();

    /**
     * Refuses the value of {@code key}. {@code reason} continues the sentence after the value. A value that may be a
     * secret is not shown.
     */
    public void refuse(String key, String value, String reason) {
        add(sentence(key, value, reason));
    }

    /** As {@link #refuse}, of a value that may be meant. */
    void advise(String key, String value, String reason) {
        advise(sentence(key, value, reason));
    }

    private static String sentence(String key, String value, String reason) {
        return Secrets.hides(key, value)
                ? key + " (its value is not shown) " + Secrets.removedFrom(reason, value)
                : key + " '" + shown(value) + "' " + reason;
    }

    /** Adds a sentence that starts with the key. */
    public void add(String sentence) {
        wrong.add(inOneLine(sentence));
    }

    /** Adds a sentence about something that may be meant, and is a WARN of a startup that goes on. */
    public void advise(String sentence) {
        advice.add(inOneLine(sentence));
    }

    private static String inOneLine(String sentence) {
        StringBuilder line = new StringBuilder(sentence.length());
        sentence.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(line::appendCodePoint);
        return line.toString();
    }

    /**
     * Reports that {@code key} is missing and has no default, so nothing can be published; {@code remedy} says what to
     * set.
     */
    public void miss(String key, String remedy) {
        missing.put(key, key + " is missing: " + remedy);
    }

    /** All problems, one line each. */
    public Set<String> lines() {
        Set<String> lines = new LinkedHashSet<>(wrong);
        lines.addAll(missing.values());
        return lines;
    }

    /** What may be meant, one line each. */
    public Set<String> advice() {
        return advice;
    }

    /** The problems with what is configured. */
    public Set<String> wrong() {
        return wrong;
    }

    /** The problems reported to {@link #miss}, which are all that an empty configuration has. */
    public Collection<String> missing() {
        return missing.values();
    }

    /** Whether {@code key} was reported to {@link #miss}. */
    public boolean isMissing(String key) {
        return missing.containsKey(key);
    }

    /** Ends the startup if there is any problem. */
    public void throwIfAny() {
        Set<String> lines = lines();
        if (!lines.isEmpty()) {
            throw new ConfigurationException(String.join(System.lineSeparator(), lines));
        }
    }

    /** The value, cut off if it is too long for a line. */
    private static String shown(String value) {
        return value.length() <= VALUE_SHOWN ? value : value.substring(0, VALUE_SHOWN) + "...";
    }
}
