package dev.sluice.core.mapping;

import dev.sluice.core.data.JsonPointer;
import java.util.ArrayList;
import java.util.List;

/**
 * The places in the data that the templates of one route need, each once.
 *
 * <p>Used by one thread while it builds a route.
 */
final class PointerSlots {

    private final List<JsonPointer> wanted = new ArrayList<>();

    /** The slot of {@code pointer}, counted from 0. */
    int add(JsonPointer pointer) {
        int slot = wanted.indexOf(pointer);
        if (slot < 0) {
            slot = wanted.size();
            wanted.add(pointer);
        }
        return slot;
    }

    /** All places, by slot. */
    List<JsonPointer> wanted() {
        return wanted;
    }
}
