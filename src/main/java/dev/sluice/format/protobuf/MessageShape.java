package dev.sluice.format.protobuf;

import dev.sluice.format.protobuf.ProtoFile.Label;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a message is written. Its fields are set once, because messages may hold themselves; from then on immutable. */
final class MessageShape {

    final String fullName;
    final @Nullable WellKnown known;

    private FieldShape[] fields = {};
    private FieldShape[] required = {};
    private NameTable names = new NameTable(Map.of());
    private int oneofs;

    MessageShape(String fullName, @Nullable WellKnown known) {
        this.fullName = fullName;
        this.known = known;
    }

    /**
     * Sets the fields.
     *
     * @param declared their declarations, in the same order
     * @throws IllegalArgumentException if two have one name in JSON
     */
    void complete(List<FieldShape> shapes, List<ProtoFile.Field> declared, int oneofs) {
        this.fields = shapes.toArray(new FieldShape[0]);
        this.required =
                shapes.stream().filter(field -> field.label == Label.REQUIRED).toArray(FieldShape[]::new);
        this.oneofs = oneofs;
        Map<String, Integer> byName = new HashMap<>();
        for (FieldShape field : fields) {
            Integer before = byName.put(field.jsonName, field.index);
            if (before != null) {
                Name first = declared.get(before).name();
                Name second = declared.get(field.index).name();
                throw second.refused("the fields " + first.shown() + " and " + second.shown()
                        + " have the same name in JSON: set json_name");
            }
        }
        for (FieldShape field : fields) {
            byName.putIfAbsent(declared.get(field.index).name().text(), field.index);
        }
        this.names = new NameTable(byName);
    }

    /** The field at {@code index}. */
    FieldShape field(int index) {
        return fields[index];
    }

    /**
     * The field whose name in JSON or in the text is the bytes from {@code from} to {@code to}; null if there is none.
     *
     * @param likely the index of the field to try first
     */
    @Nullable
    FieldShape field(byte[] bytes, int from, int to, int likely) {
        if (likely < fields.length) {
            byte[] name = fields[likely].jsonNameBytes;
            if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                return fields[likely];
            }
        }
        int index = names.index(bytes, from, to);
        return index == NameTable.NONE ? null : fields[index];
    }

    /** Bits for what an object has: one for each field, and one for each oneof. */
    long[] marks() {
        return new long[(fields.length + oneofs + Long.SIZE - 1) / Long.SIZE];
    }

    /** Marks {@code field}; returns whether it was not marked before. */
    boolean mark(long[] marks, FieldShape field) {
        return mark(marks, field.index);
    }

    /** Marks the oneof of {@code field}, if it has one; returns whether it was not marked before. */
    boolean markOneof(long[] marks, FieldShape field) {
        return field.oneof == FieldShape.NONE || mark(marks, fields.length + field.oneof);
    }

    private static boolean mark(long[] marks, int index) {
        long bit = 1L << index;
        boolean isNew = (marks[index >> 6] & bit) == 0;
        marks[index >> 6] |= bit;
        return isNew;
    }

    /** The first required field that is not marked; null if there is none. */
    @Nullable
    FieldShape missing(long[] marks) {
        for (FieldShape field : required) {
            if ((marks[field.index >> 6] & 1L << field.index) == 0) {
                return field;
            }
        }
        return null;
    }
}
