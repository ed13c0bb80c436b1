package dev.sluice.format.avro;

import dev.sluice.core.data.Printable;
import dev.sluice.core.json.JsonScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Turns a schema into writers, one for each of its nodes. A logical type that is unknown, or that breaks its own rules,
 * is ignored, as Avro requires of readers and writers alike (Avro 1.12, Logical Types). For one schema on one thread.
 */
final class Compilation {

    private static final int SHOWN_NAME = 60;
    private static final int SHOWN_BRANCHES = 120;

    private final AvroOptions options;
    private final boolean plain;
    private final Map<String, ValueWriter> named = new HashMap<>();
    private final Set<String> names = new HashSet<>();
    private final Defaults defaults = new Defaults();

    Compilation(AvroOptions options) {
        this.options = options;
        this.plain = options.json() == AvroOptions.Json.PLAIN;
    }

    /** The names of all fields that were compiled, and their aliases, where they can be shown in a message. */
    Set<String> names() {
        return Set.copyOf(names);
    }

    /**
     * The writer of a value by {@code schema}.
     *
     * @throws IllegalArgumentException if it cannot be written; the message is the end of a sentence about the schema
     */
    ValueWriter writer(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> SimpleWriter.NULL;
            case BOOLEAN -> SimpleWriter.BOOLEAN;
            case INT, LONG -> integer(schema);
            case FLOAT -> FloatingWriter.FLOAT;
            case DOUBLE -> FloatingWriter.DOUBLE;
            case STRING -> isUuid(schema) ? UuidWriter.STRING : SimpleWriter.STRING;
            case BYTES -> decimalOr(schema, DecimalWriter.BYTES, BytesWriter.bytes(plain));
            case ARRAY -> new ArrayWriter(writer(schema.getElementType()));
            case MAP -> new MapWriter(writer(schema.getValueType()));
            case UNION -> union(schema);
            case FIXED, ENUM, RECORD -> named(schema);
        };
    }

    private static ValueWriter integer(Schema schema) {
        LogicalType type = schema.getLogicalType();
        String name = type == null ? "" : type.getName();
        return switch (name) {
            case "date" -> TemporalWriter.DATE;
            case "time-millis" -> TemporalWriter.TIME_MILLIS;
            case "time-micros" -> TemporalWriter.TIME_MICROS;
            case "timestamp-millis" -> TemporalWriter.TIMESTAMP_MILLIS;
            case "timestamp-micros" -> TemporalWriter.TIMESTAMP_MICROS;
            case "timestamp-nanos" -> TemporalWriter.TIMESTAMP_NANOS;
            case "local-timestamp-millis" -> TemporalWriter.LOCAL_TIMESTAMP_MILLIS;
            case "local-timestamp-micros" -> TemporalWriter.LOCAL_TIMESTAMP_MICROS;
            case "local-timestamp-nanos" -> TemporalWriter.LOCAL_TIMESTAMP_NANOS;
            default -> schema.getType() == Schema.Type.INT ? IntegerWriter.INT : IntegerWriter.LONG;
        };
    }

    private static boolean isUuid(Schema schema) {
        return schema.getLogicalType() != null
                && LogicalTypes.uuid().getName().equals(schema.getLogicalType().getName());
    }

    private ValueWriter decimalOr(Schema schema, int size, BytesWriter bytes) {
        if (!(schema.getLogicalType() instanceof LogicalTypes.Decimal decimal)) {
            return bytes;
        }
        if (decimal.getPrecision() > DecimalWriter.MAX_PRECISION) {
            throw new IllegalArgumentException("has a decimal of precision " + decimal.getPrecision() + ", and at most "
                    + DecimalWriter.MAX_PRECISION + " is written");
        }
        return new DecimalWriter(decimal.getPrecision(), decimal.getScale(), size, plain ? null : bytes);
    }

    private ValueWriter named(Schema schema) {
        ValueWriter known = named.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        if (schema.getType() == Schema.Type.RECORD) {
            return record(schema);
        }
        ValueWriter made = schema.getType() == Schema.Type.ENUM ? enumeration(schema) : fixed(schema);
        named.put(schema.getFullName(), made);
        return made;
    }

    private ValueWriter fixed(Schema schema) {
        int size = schema.getFixedSize();
        return plain && isUuid(schema) ? UuidWriter.FIXED : decimalOr(schema, size, BytesWriter.fixed(size, plain));
    }

    private static ValueWriter enumeration(Schema schema) {
        Map<String, Integer> symbols = new LinkedHashMap<>();
        for (String symbol : schema.getEnumSymbols()) {
            symbols.put(symbol, symbols.size());
        }
        return new EnumWriter(shown(schema), new Names(symbols));
    }

    private ValueWriter record(Schema schema) {
        RecordWriter record = new RecordWriter(shown(schema), options.unknown() == AvroOptions.Unknown.IGNORE);
        named.put(schema.getFullName(), record);
        List<RecordWriter.Field> fields = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            fields.add(new RecordWriter.Field(field.name(), writer(field.schema()), absent(field)));
        }
        record.complete(fields, fieldNames(schema));
        return record;
    }

    private byte @Nullable [] absent(Schema.Field field) {
        if (field.hasDefaultValue()) {
            return defaults.bytes(field);
        }
        AvroBuffer nothing = new AvroBuffer(1, Integer.MAX_VALUE);
        if (field.schema().getType() == Schema.Type.NULL) {
            return nothing.toArray();
        }
        Integer ofNull = field.schema().isUnion() ? field.schema().getIndexNamed("null") : null;
        if (ofNull == null) {
            return null;
        }
        nothing.writeLong(ofNull);
        return nothing.toArray();
    }

    /** A name goes before an alias; an alias of two fields is of neither. */
    private Names fieldNames(Schema schema) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (Schema.Field field : schema.getFields()) {
            numbers.put(field.name(), field.pos());
        }
        for (Schema.Field field : schema.getFields()) {
            for (String alias : field.aliases()) {
                Integer other = numbers.putIfAbsent(alias, field.pos());
                if (other != null && !schema.getFields().get(other).name().equals(alias) && other != field.pos()) {
                    throw new IllegalArgumentException(
                            "has two fields with one alias in " + shown(schema) + ", so it cannot tell which is meant");
                }
            }
        }
        numbers.keySet().stream()
                .filter(name -> name.length() <= SHOWN_NAME
                        && Printable.of(name, SHOWN_NAME).equals(name))
                .forEach(names::add);
        return new Names(numbers);
    }

    private ValueWriter union(Schema schema) {
        List<ValueWriter> branches = new ArrayList<>();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        int ofNull = JsonScanner.NONE;
        for (Schema branch : schema.getTypes()) {
            if (branch.getType() == Schema.Type.NULL) {
                ofNull = branches.size();
            } else {
                numbers.put(branch.getFullName(), branches.size());
            }
            branches.add(writer(branch));
        }
        String shownNames = Printable.of(
                schema.getTypes().stream().map(Schema::getFullName).collect(Collectors.joining(", ")), SHOWN_BRANCHES);
        return plain
                ? new UnionWriter(branches, shownNames)
                : new NamedUnionWriter(branches, new Names(numbers), ofNull, shownNames);
    }

    private static String shown(Schema schema) {
        return Printable.of(schema.getFullName(), SHOWN_NAME);
    }
}
