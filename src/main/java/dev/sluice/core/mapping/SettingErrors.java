package dev.sluice.core.mapping;

/** Takes what is wrong with the settings of a route, one after the other. */
@FunctionalInterface
public interface SettingErrors {

    /**
     * A setting is refused.
     *
     * @param key its name below the route's: {@code topic}, {@code headers.tenant}
     * @param value what it is set to, or the part of it that is wrong
     * @param reason the rest of a sentence that starts with the value: what is wrong and what to write instead
     */
    void refuse(String key, String value, String reason);
}
