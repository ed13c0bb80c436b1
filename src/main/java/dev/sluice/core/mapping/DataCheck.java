package dev.sluice.core.mapping;

import dev.sluice.core.event.Bytes;

/** A check that JSON data of a route's events must pass. Implementations are thread-safe and fast. */
@FunctionalInterface
public interface DataCheck {

    /**
     * Returns if {@code data} passes.
     *
     * @throws dev.sluice.core.event.Refusal {@code INVALID_DATA} if it does not pass; the message never holds a value
     *     of the data
     */
    void check(Bytes data);
}
