package dev.sluice.core.mapping;

import dev.sluice.core.data.JsonPointer;
import java.util.ArrayList;
import java.util.List;

/**
 * The places in JSON data that a number of templates need, each once.
 *
 * <p>Used by one thread while it builds what the templates are for.
 */
public final class PointerSlots {

    private final List<JsonPointer> wanted = new ArrayList<>();

    /** The slot of {@code pointer}, counted from 0. */
    public int add(JsonPointer pointer) {
        int slot = wanted.indexOf(pointer);
        if (slot < 0) {
            slot = wanted.size();
            wanted.add(pointer);
        }
        return slot;
    }

    /** All places, by slot. */
    public List<JsonPointer> wanted() {
        return wanted;
    }
}
