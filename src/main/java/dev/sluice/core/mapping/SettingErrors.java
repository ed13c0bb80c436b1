package dev.sluice.core.mapping;

/** Receives the problems in a route's settings, one at a time. */
@FunctionalInterface
public interface SettingErrors {

    /**
     * Reports a problem.
     *
     * @param key the setting's name below the route's: {@code topic}, {@code headers.tenant}
     * @param value the setting's value, or the part of it that is wrong
     * @param reason the rest of a sentence that starts with the value: what is wrong and what to write instead
     */
    void refuse(String key, String value, String reason);
}
