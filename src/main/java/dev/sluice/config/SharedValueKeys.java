package dev.sluice.config;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which of the keys below {@code sluice.value} have an effect on any route. One that has none on one route may be meant
 * for another; one that has none on all of those that take it over is a mistake.
 *
 * <p>Used by the thread of the startup.
 */
final class SharedValueKeys {

    private final Set<String> used = new HashSet<>();
    private final Map<String, Unused> unused = new TreeMap<>();

    private record Unused(String value, String reason) {}

    /** Notes that {@code key} has an effect on a route. */
    void uses(String key) {
        used.add(key);
    }

    /** Notes that {@code key} has no effect on a route; {@code reason} continues a sentence after its value. */
    void doesNotUse(String key, String value, String reason) {
        unused.putIfAbsent(key, new Unused(value, reason));
    }

    /** Reports the keys that no route uses, once all routes are read. */
    void reportUnused(ConfigErrors errors) {
        unused.forEach((key, found) -> {
            if (!used.contains(key)) {
                errors.refuse(MappingReader.ROOT + key, found.value, found.reason);
            }
        });
    }
}
