package dev.sluice.format.avro;

import dev.sluice.core.event.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the JSON value that an event's data is in Avro as text (CloudEvents Avro event format 1.0.2, 2.4 and 3).
 *
 * <p>Numbers are doubles there, so whole ones are written without a fraction. Up to {@value #MAX_DEPTH} levels; the
 * text is at most six times as long as what is read. For one value on one thread.
 */
final class AvroEventData {

    static final int MAX_DEPTH = 100;

    /** The types in the schema's unions. */
    enum Type {
        BYTES,
        NULL,
        BOOLEAN,
        /** A map of members. */
        MAP,
        /** {@code CloudEventData}: a map of inner members. */
        RECORD,
        MAP_OF_RECORDS,
        ARRAY_OF_RECORDS,
        DOUBLE,
        STRING
    }

    /** The unions, in the order of their branches. */
    private static final List<Type> DATA =
            List.of(Type.BYTES, Type.NULL, Type.BOOLEAN, Type.MAP, Type.ARRAY_OF_RECORDS, Type.DOUBLE, Type.STRING);

    private static final List<Type> MEMBER = List.of(Type.NULL, Type.BOOLEAN, Type.RECORD, Type.DOUBLE, Type.STRING);
    private static final List<Type> INNER_MEMBER =
            List.of(Type.NULL, Type.BOOLEAN, Type.MAP_OF_RECORDS, Type.ARRAY_OF_RECORDS, Type.DOUBLE, Type.STRING);

    /** The whole numbers below are exact as doubles. */
    private static final double MOST_EXACT = 1L << 53;

    private static final String HEX = "0123456789abcdef";

    private final AvroEventReader reader;
    private final StringBuilder json = new StringBuilder();
    private int depth;

    private AvroEventData(AvroEventReader reader) {
        this.reader = reader;
    }

    /** Reads of which type the data is, whose value follows. */
    static Type type(AvroEventReader reader) {
        return branch(reader, DATA);
    }

    /** Reads a value of {@code type}, which is not {@code BYTES}. */
    static String read(AvroEventReader reader, Type type) {
        AvroEventData value = new AvroEventData(reader);
        value.write(type);
        return value.json.toString();
    }

    private static Type branch(AvroEventReader reader, List<Type> union) {
        return union.get(reader.branch(union.size()));
    }

    private void write(Type type) {
        switch (type) {
            case NULL -> json.append("null");
            case BOOLEAN -> json.append(reader.bool());
            case MAP -> object(() -> write(branch(reader, MEMBER)));
            case RECORD -> object(() -> write(branch(reader, INNER_MEMBER)));
            case MAP_OF_RECORDS -> object(() -> write(Type.RECORD));
            case ARRAY_OF_RECORDS -> array();
            case DOUBLE -> number(reader.real());
            case STRING -> string(reader.string());
            case BYTES -> throw new IllegalArgumentException("bytes are not JSON");
        }
    }

    private void object(Runnable member) {
        enter();
        json.append('{');
        Set<String> names = new HashSet<>();
        for (AvroEventReader.Block block = reader.block(); block.count() > 0; block = reader.block()) {
            for (long i = 0; i < block.count(); i++) {
                String name = reader.string();
                if (!names.add(name)) {
                    throw Refusal.data("has a member twice");
                }
                separate('{');
                string(name);
                json.append(':');
                member.run();
            }
            reader.end(block);
        }
        json.append('}');
        depth--;
    }

    private void array() {
        enter();
        json.append('[');
        for (AvroEventReader.Block block = reader.block(); block.count() > 0; block = reader.block()) {
            for (long i = 0; i < block.count(); i++) {
                separate('[');
                write(Type.RECORD);
            }
            reader.end(block);
        }
        json.append(']');
        depth--;
    }

    private void enter() {
        if (++depth > MAX_DEPTH) {
            throw Refusal.data("is nested deeper than " + MAX_DEPTH + " levels");
        }
    }

    private void separate(char opening) {
        if (json.charAt(json.length() - 1) != opening) {
            json.append(',');
        }
    }

    private void number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw Refusal.data("has a number that JSON does not have");
        }
        boolean isWhole = value == Math.rint(value) && Math.abs(value) < MOST_EXACT;
        boolean isMinusZero = value == 0 && 1 / value < 0;
        if (isWhole && !isMinusZero) {
            json.append((long) value);
        } else {
            json.append(value);
        }
    }

    private void string(String text) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20) {
                json.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            } else if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
