package dev.sluice.core.mapping;

import dev.sluice.core.event.Bytes;

/** A rule that the JSON data of a route's events must keep. Implementations are thread-safe and quick to call. */
@FunctionalInterface
public interface DataRule {

    /**
     * Lets {@code data} pass or not.
     *
     * @throws dev.sluice.core.event.InvalidEvent {@code INVALID_DATA} where the data breaks the rule; its message never
     *     holds a value of the data
     */
    void check(Bytes data);
}
