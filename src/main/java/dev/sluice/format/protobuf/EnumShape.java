package dev.sluice.format.protobuf;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** How an enum is written. Immutable. */
final class EnumShape {

    private final NameTable names;
    private final int[] numbers;
    private final int[] sorted;
    private final boolean closed;

    /** Whether it is {@code google.protobuf.NullValue}, which in JSON is null. */
    final boolean takesNull;

    /** How {@code declared} is written; {@code closed} if it has no other numbers than those of its names. */
    EnumShape(ProtoFile.Enumeration declared, boolean closed, boolean takesNull) {
        Map<String, Integer> indexes = new HashMap<>();
        for (Name name : declared.names()) {
            indexes.put(name.text(), indexes.size());
        }
        this.names = new NameTable(indexes);
        this.numbers = declared.numbers().stream().mapToInt(Integer::intValue).toArray();
        this.sorted = numbers.clone();
        Arrays.sort(sorted);
        this.closed = closed;
        this.takesNull = takesNull;
    }

    /** The index of the value whose name is the bytes; {@link NameTable#NONE} if there is none. */
    int index(byte[] bytes, int from, int to) {
        return names.index(bytes, from, to);
    }

    /** The number of the value at {@code index}. */
    int number(int index) {
        return numbers[index];
    }

    /** Whether {@code number} may be written. */
    boolean takes(int number) {
        return !closed || Arrays.binarySearch(sorted, number) >= 0;
    }
}
