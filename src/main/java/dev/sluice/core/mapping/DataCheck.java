package dev.sluice.core.mapping;

import dev.sluice.core.event.Bytes;

/** What the JSON data of a route's events must pass. Implementations are thread-safe and quick to call. */
@FunctionalInterface
public interface DataCheck {

    /**
     * Lets {@code data} pass or not.
     *
     * @throws dev.sluice.core.event.Refusal {@code INVALID_DATA} where it does not pass; the message never holds a
     *     value of the data
     */
    void check(Bytes data);
}
