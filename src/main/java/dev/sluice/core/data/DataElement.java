package dev.sluice.core.data;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * An element of an array that was scanned element by element.
 *
 * @param json its text, a slice of the whole
 * @param view what was found in it; null if it is refused
 * @param refusal {@code INVALID_DATA}, because a wanted place occurs in it twice; null if it is not refused
 */
public record DataElement(
        Bytes json, @Nullable DataView view, @Nullable Refusal refusal) {}
