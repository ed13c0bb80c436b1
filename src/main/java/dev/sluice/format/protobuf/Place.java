package dev.sluice.format.protobuf;

import dev.sluice.core.data.Printable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where in the data a value is, kept as the values are entered and left, so that a text is made for a refusal only. For
 * one thread.
 */
final class Place {

    /** An index that stands for a member whose name is data: a key of a map. */
    private static final int ANY_KEY = -1;

    private static final int MAX_SHOWN = 200;

    private @Nullable FieldShape[] fields = new @Nullable FieldShape[8];
    private int[] indexes = new int[8];
    private int depth;

    /** Enters the value of {@code field}. */
    void enter(FieldShape field) {
        grow();
        fields[depth++] = field;
    }

    /** Enters the element at {@code index}. */
    void enterElement(int index) {
        grow();
        fields[depth] = null;
        indexes[depth++] = index;
    }

    /** Enters the value of a key of a map, which is not shown. */
    void enterKey() {
        enterElement(ANY_KEY);
    }

    /** Leaves the value that was entered last. */
    void leave() {
        depth--;
    }

    /** How many values are entered. */
    int depth() {
        return depth;
    }

    private void grow() {
        if (depth == fields.length) {
            fields = Arrays.copyOf(fields, depth * 2);
            indexes = Arrays.copyOf(indexes, depth * 2);
        }
    }

    /** The JSON Pointer in printable ASCII, cut off if it is long; empty at the top. */
    @Override
    public String toString() {
        StringBuilder pointer = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            if (pointer.length() > MAX_SHOWN) {
                return pointer.append("/...").toString();
            }
            FieldShape field = fields[i];
            pointer.append('/');
            if (field != null) {
                pointer.append(part(field.jsonName));
            } else if (indexes[i] == ANY_KEY) {
                pointer.append('*');
            } else {
                pointer.append(indexes[i]);
            }
        }
        return pointer.toString();
    }

    /** {@code name} as a part of a pointer, in printable ASCII, and cut off if it is long. */
    private static String part(String name) {
        return Printable.of(name, 40).replace("~", "~0").replace("/", "~1");
    }
}
