package dev.sluice.format.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the index of a name that is given as bytes, without making a text of it. Immutable. */
final class NameTable {

    /** What is returned for a name that is not there. */
    static final int NONE = -1;

    private final byte[] @Nullable [] names;
    private final int[] indexes;

    /** A table of the names in {@code byName}. */
    NameTable(Map<String, Integer> byName) {
        int size = Math.max(2, Integer.highestOneBit(byName.size()) * 4);
        names = new byte[size][];
        indexes = new int[size];
        byName.forEach((name, index) -> {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            int slot = hash(bytes, 0, bytes.length) & size - 1;
            while (names[slot] != null) {
                slot = slot + 1 & size - 1;
            }
            names[slot] = bytes;
            indexes[slot] = index;
        });
    }

    /** The index of the name in the bytes from {@code from} to {@code to}; {@link #NONE} if it is not there. */
    int index(byte[] bytes, int from, int to) {
        int slot = hash(bytes, from, to) & indexes.length - 1;
        while (true) {
            byte[] name = names[slot];
            if (name == null) {
                return NONE;
            }
            if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                return indexes[slot];
            }
            slot = slot + 1 & indexes.length - 1;
        }
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 15;
    }
}
