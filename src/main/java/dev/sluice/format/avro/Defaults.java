package dev.sluice.format.avro;

import dev.sluice.core.data.Printable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Writes the defaults of fields, which a schema has in the JSON of Avro's own, without names of branches: the first
 * branch that fits is meant. For all defaults of one schema, on one thread.
 *
 * <p>Checks them instead of Avro's parser, which has no limit.
 */
final class Defaults {

    private static final int SHOWN_NAME = 60;

    /** How many values all defaults of a schema are, which defaults of records in defaults of records multiply. */
    static final int MOST_VALUES = 100_000;

    private int values;

    /**
     * The default of {@code field} in Avro's binary encoding.
     *
     * @throws IllegalArgumentException if it does not fit, or the defaults so far are more than {@value #MOST_VALUES}
     *     values
     */
    byte[] bytes(Schema.Field field) {
        AvroBuffer out = new AvroBuffer(Long.BYTES, Integer.MAX_VALUE);
        if (!write(field.schema(), field.defaultVal(), out)) {
            throw new IllegalArgumentException(
                    "has a default that does not fit its field " + Printable.of(field.name(), SHOWN_NAME));
        }
        return out.toArray();
    }

    /** Writes {@code value} and returns true, or something and returns false if it does not fit. */
    private boolean write(Schema schema, @Nullable Object value, AvroBuffer out) {
        if (++values > MOST_VALUES) {
            throw new IllegalArgumentException("has defaults of more than " + MOST_VALUES + " values");
        }
        return switch (schema.getType()) {
            // what does not fit its type comes as null
            case NULL -> value == JsonProperties.NULL_VALUE;
            case BOOLEAN -> value instanceof Boolean is && done(() -> out.writeByte(is ? 1 : 0));
            case INT -> value instanceof Integer number && done(() -> out.writeLong(number));
            case LONG ->
                (value instanceof Integer || value instanceof Long)
                        && done(() -> out.writeLong(((Number) value).longValue()));
            case FLOAT -> value instanceof Number number && done(() -> out.writeFloat(number.floatValue()));
            case DOUBLE -> value instanceof Number number && done(() -> out.writeDouble(number.doubleValue()));
            case STRING -> {
                byte[] text = text(value, StandardCharsets.UTF_8);
                yield text != null && done(() -> out.writeBytes(text, 0, text.length));
            }
            case BYTES -> {
                byte[] bytes = text(value, StandardCharsets.ISO_8859_1);
                yield bytes != null && done(() -> out.writeBytes(bytes, 0, bytes.length));
            }
            case FIXED -> {
                byte[] bytes = text(value, StandardCharsets.ISO_8859_1);
                yield bytes != null
                        && bytes.length == schema.getFixedSize()
                        && done(() -> out.writeFixed(bytes, 0, bytes.length));
            }
            case ENUM ->
                value instanceof String symbol
                        && schema.hasEnumSymbol(symbol)
                        && done(() -> out.writeLong(schema.getEnumOrdinal(symbol)));
            case ARRAY -> value instanceof Collection<?> items && array(schema.getElementType(), items, out);
            case MAP -> value instanceof Map<?, ?> entries && map(schema.getValueType(), entries, out);
            case RECORD -> value instanceof Map<?, ?> members && record(schema, members, out);
            case UNION -> union(schema, value, out);
        };
    }

    private static boolean done(Runnable writing) {
        writing.run();
        return true;
    }

    private static byte @Nullable [] text(@Nullable Object value, Charset charset) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        return value instanceof String text ? text.getBytes(charset) : null;
    }

    private boolean array(Schema items, Collection<?> values, AvroBuffer out) {
        int block = out.beginBlock();
        for (Object value : values) {
            if (!write(items, value, out)) {
                return false;
            }
        }
        out.endBlock(block, values.size());
        return true;
    }

    private boolean map(Schema values, Map<?, ?> entries, AvroBuffer out) {
        int block = out.beginBlock();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            byte[] name = String.valueOf(entry.getKey()).getBytes(StandardCharsets.UTF_8);
            out.writeBytes(name, 0, name.length);
            if (!write(values, entry.getValue(), out)) {
                return false;
            }
        }
        out.endBlock(block, entries.size());
        return true;
    }

    private boolean record(Schema schema, Map<?, ?> members, AvroBuffer out) {
        for (Schema.Field field : schema.getFields()) {
            boolean isThere = members.containsKey(field.name());
            if (!isThere && !field.hasDefaultValue()) {
                return false;
            }
            if (!write(field.schema(), isThere ? members.get(field.name()) : field.defaultVal(), out)) {
                return false;
            }
        }
        return true;
    }

    private boolean union(Schema schema, @Nullable Object value, AvroBuffer out) {
        int start = out.size();
        for (int branch = 0; branch < schema.getTypes().size(); branch++) {
            out.writeLong(branch);
            if (write(schema.getTypes().get(branch), value, out)) {
                return true;
            }
            out.cut(start);
        }
        return false;
    }
}
