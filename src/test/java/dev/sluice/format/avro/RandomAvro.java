package dev.sluice.format.avro;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A schema by chance, and data that fits it: JSON, and what {@link Avro#plain} must have of it.
 *
 * <p>Members are in any order, some are left out where they may be, some are by an alias; names and strings have
 * escapes; there is white space. Of a union each value fits one branch. Everything follows from the generator handed
 * in.
 */
final class RandomAvro {

    /** A type: its schema, and values of it. */
    private interface Type {
        String schema();

        Value value(int depth);

        /** The kinds of JSON that its values are, for unions. */
        default String kinds() {
            return "s";
        }

        /** A value in the form of a default, which is written to the schema, and its plain form. */
        default Value defaultValue() {
            return null;
        }
    }

    /** A value: JSON, and what is read of it. */
    record Value(String json, Object plain) {}

    /** One more member of a record. */
    private record Field(String name, String alias, Type type, Value absent) {}

    private static final int MAX_DEPTH = 4;

    private final Random random;
    private final boolean named;
    private final Type type;
    private int names;

    RandomAvro(Random random, boolean named) {
        this.random = random;
        this.named = named;
        this.type = type(0);
    }

    String schema() {
        return type.schema();
    }

    Value value() {
        Value value = type.value(0);
        return new Value(blank() + value.json() + blank(), value.plain());
    }

    private Type type(int depth) {
        int choice = random.nextInt(depth >= MAX_DEPTH ? 10 : depth == 0 ? 18 : 15);
        return switch (choice) {
            case 0 -> simple("\"int\"", "n", this::anInt);
            case 1 -> simple("\"long\"", "n", this::aLong);
            case 2 ->
                simple("\"boolean\"", "b", () -> {
                    boolean is = random.nextBoolean();
                    return new Value(Boolean.toString(is), is);
                });
            case 3 -> simple("\"string\"", "s", this::aString);
            case 4 -> simple("\"double\"", "n", this::aDouble);
            case 5 -> simple("\"float\"", "n", this::aFloat);
            case 6 -> bytes();
            case 7 -> logical();
            case 8 -> enumeration();
            case 9 -> decimal();
            case 10 -> array(depth);
            case 11 -> map(depth);
            case 12, 13 -> union(depth);
            default -> record(depth);
        };
    }

    private Type simple(String schema, String kinds, Supplier<Value> values) {
        return new Type() {
            @Override
            public String schema() {
                return schema;
            }

            @Override
            public Value value(int depth) {
                return values.get();
            }

            @Override
            public String kinds() {
                return kinds;
            }

            @Override
            public Value defaultValue() {
                if (schema.equals("\"int\"")) {
                    int value = random.nextInt();
                    return new Value(Integer.toString(value), value);
                }
                return schema.matches("\"(boolean|string|double)\"") ? values.get() : null;
            }
        };
    }

    private Value anInt() {
        int value = random.nextInt() >> random.nextInt(32);
        String zeros = "0".repeat(value == 0 ? 0 : random.nextInt(3));
        String written = random.nextInt(4) > 0
                ? Integer.toString(value)
                : random.nextBoolean() ? value + "." + zeros + "0" : value + zeros + "E-" + zeros.length();
        return new Value(written, value);
    }

    private Value aLong() {
        long value = random.nextLong() >> random.nextInt(64);
        return new Value(Long.toString(value), value);
    }

    private Value aDouble() {
        double value = random.nextBoolean()
                ? (random.nextInt(2_000_001) - 1_000_000) / 1000.0
                : Double.longBitsToDouble(random.nextLong());
        double finite = Double.isFinite(value) ? value : 0.1;
        return new Value(Double.toString(finite), finite);
    }

    private Value aFloat() {
        float value = Float.intBitsToFloat(random.nextInt());
        float finite = Float.isFinite(value) ? value : 0.1f;
        return new Value(Float.toString(finite), finite);
    }

    private Value aString() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint("aZ\"\\/\n\u0001\u00e9\u20ac ".codePointAt(random.nextInt(10)));
            if (random.nextInt(8) == 0) {
                text.appendCodePoint(0x1F600 + random.nextInt(20));
            }
        }
        return new Value(quoted(text.toString()), text.toString());
    }

    private String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean must = c < 0x20 || c == '"' || c == '\\';
            if (must || random.nextInt(16) == 0) {
                json.append(String.format("\\u%04x", (int) c));
                if (Character.isHighSurrogate(c)) {
                    json.append(String.format("\\u%04x", (int) text.charAt(++i)));
                }
            } else {
                json.append(c);
                if (Character.isHighSurrogate(c)) {
                    json.append(text.charAt(++i));
                }
            }
        }
        return json.append('"').toString();
    }

    private Value bytesOf(byte[] bytes) {
        String text = named
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : (random.nextBoolean()
                                ? Base64.getEncoder()
                                : Base64.getUrlEncoder().withoutPadding())
                        .encodeToString(bytes);
        return new Value(quoted(text), "#" + Avro.hex(bytes));
    }

    private Type bytes() {
        int size = random.nextInt(20);
        String schema = random.nextBoolean()
                ? "{\"type\":\"fixed\",\"name\":\"" + name() + "\",\"size\":" + size + "}"
                : "\"bytes\"";
        return simple(schema, "s", () -> {
            byte[] bytes = new byte[schema.startsWith("{") ? size : random.nextInt(20)];
            random.nextBytes(bytes);
            return bytesOf(bytes);
        });
    }

    private Type logical() {
        return switch (random.nextInt(4)) {
            case 0 ->
                simple("{\"type\":\"int\",\"logicalType\":\"date\"}", "ns", () -> {
                    int days = random.nextInt(40_000) - 20_000;
                    return new Value("\"" + LocalDate.ofEpochDay(days) + "\"", days);
                });
            case 1 ->
                simple("{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}", "ns", () -> {
                    long micros = random.nextLong() >> 12;
                    Instant time = Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
                    return random.nextBoolean()
                            ? new Value("\"" + time + "\"", micros)
                            : new Value(Long.toString(micros), micros);
                });
            case 2 ->
                simple("{\"type\":\"int\",\"logicalType\":\"time-millis\"}", "ns", () -> {
                    int millis = random.nextInt(86_400_000);
                    return new Value(Integer.toString(millis), millis);
                });
            default ->
                simple("{\"type\":\"string\",\"logicalType\":\"uuid\"}", "s", () -> {
                    String uuid = new UUID(random.nextLong(), random.nextLong()).toString();
                    return new Value(quoted(uuid), uuid);
                });
        };
    }

    private Type enumeration() {
        int symbols = 1 + random.nextInt(70);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < symbols; i++) {
            all.add("\"S" + i + "\"");
        }
        String schema = "{\"type\":\"enum\",\"name\":\"" + name() + "\",\"symbols\":[" + String.join(",", all) + "]}";
        return simple(schema, "s", () -> {
            String symbol = "S" + random.nextInt(symbols);
            return new Value(quoted(symbol), symbol);
        });
    }

    private Type decimal() {
        int precision = 1 + random.nextInt(40);
        int scale = random.nextInt(precision + 1);
        String schema = "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":" + precision + ",\"scale\":"
                + scale + "}";
        return simple(schema, "ns", () -> {
            String digits = new BigInteger(130, random).toString();
            BigInteger unscaled =
                    new BigInteger(digits.substring(0, Math.min(digits.length(), 1 + random.nextInt(precision))));
            unscaled = random.nextBoolean() ? unscaled : unscaled.negate();
            String number = new BigDecimal(unscaled, scale).toString();
            return new Value(
                    named || random.nextBoolean() ? number : "\"" + number + "\"",
                    "#" + Avro.hex(unscaled.toByteArray()));
        });
    }

    private Type array(int depth) {
        Type items = type(depth + 1);
        return new Type() {
            @Override
            public String schema() {
                return "{\"type\":\"array\",\"items\":" + items.schema() + "}";
            }

            @Override
            public Value value(int level) {
                List<String> json = new ArrayList<>();
                List<Object> plain = new ArrayList<>();
                for (int i = random.nextInt(random.nextInt(30) == 0 && level < 2 ? 150 : 4); i > 0; i--) {
                    Value item = items.value(level + 1);
                    json.add(blank() + item.json() + blank());
                    plain.add(item.plain() == null ? "null" : item.plain());
                }
                return new Value("[" + blank() + String.join(",", json) + "]", plain);
            }

            @Override
            public String kinds() {
                return "a";
            }
        };
    }

    private Type map(int depth) {
        Type values = type(depth + 1);
        return new Type() {
            @Override
            public String schema() {
                return "{\"type\":\"map\",\"values\":" + values.schema() + "}";
            }

            @Override
            public Value value(int level) {
                List<String> json = new ArrayList<>();
                Map<String, Object> plain = new TreeMap<>();
                for (int i = random.nextInt(random.nextInt(30) == 0 && level < 2 ? 150 : 4); i > 0; i--) {
                    String name = aString().plain() + "-" + i;
                    Value one = values.value(level + 1);
                    json.add(member(name, one.json()));
                    plain.put(name, one.plain());
                }
                return new Value("{" + blank() + String.join(",", json) + "}", plain);
            }

            @Override
            public String kinds() {
                return "o";
            }
        };
    }

    /** Null and types that no kind of JSON is common to; or any of one type each, if they are named. */
    private Type union(int depth) {
        List<Type> branches = new ArrayList<>();
        String kinds = "";
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            Type branch = type(MAX_DEPTH - (depth < MAX_DEPTH - 1 ? random.nextInt(2) : 0));
            boolean common = haveCommon(kinds, branch.kinds());
            if (!common && !branch.schema().startsWith("[")) {
                branches.add(branch);
                kinds += branch.kinds();
            }
        }
        int ofNull = random.nextInt(branches.size() + 1);
        return new Type() {
            @Override
            public String schema() {
                List<String> all =
                        new ArrayList<>(branches.stream().map(Type::schema).toList());
                all.add(ofNull, "\"null\"");
                return "[" + String.join(",", all) + "]";
            }

            @Override
            public Value value(int level) {
                if (branches.isEmpty() || random.nextInt(3) == 0 || level > 8) {
                    return new Value("null", null);
                }
                Type branch = branches.get(random.nextInt(branches.size()));
                Value value = branch.value(level + 1);
                String name = new org.apache.avro.Schema.Parser()
                        .parse(branch.schema())
                        .getFullName();
                return named ? new Value("{" + member(name, value.json()) + "}", value.plain()) : value;
            }

            @Override
            public String kinds() {
                return "0";
            }

            @Override
            public Value defaultValue() {
                return ofNull == 0 ? new Value("null", null) : null;
            }
        };
    }

    private static boolean haveCommon(String kinds, String others) {
        return kinds.chars().anyMatch(kind -> others.indexOf(kind) >= 0);
    }

    private Type record(int depth) {
        String name = name();
        List<Field> fields = new ArrayList<>();
        for (int i = random.nextInt(9); i > 0; i--) {
            Type type = type(depth + 1);
            Value absent = random.nextBoolean() ? type.defaultValue() : null;
            fields.add(new Field("f" + i, random.nextInt(3) == 0 ? "of" + i : null, type, absent));
        }
        return new Type() {
            @Override
            public String schema() {
                List<String> all = new ArrayList<>();
                for (Field field : fields) {
                    all.add("{\"name\":\"" + field.name() + "\",\"type\":"
                            + field.type().schema()
                            + (field.alias() == null ? "" : ",\"aliases\":[\"" + field.alias() + "\"]")
                            + (field.absent() == null
                                    ? ""
                                    : ",\"default\":" + field.absent().json()) + "}");
                }
                return "{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[" + String.join(",", all) + "]}";
            }

            @Override
            public Value value(int level) {
                List<String> json = new ArrayList<>();
                Map<String, Object> plain = new LinkedHashMap<>();
                for (Field field : fields) {
                    boolean mayMiss =
                            field.absent() != null || field.type().schema().startsWith("[");
                    if (mayMiss && random.nextInt(3) == 0) {
                        plain.put(
                                field.name(),
                                field.absent() == null ? null : field.absent().plain());
                        continue;
                    }
                    Value value = field.type().value(level + 1);
                    boolean aliased = field.alias() != null && random.nextBoolean();
                    json.add(member(aliased ? field.alias() : field.name(), value.json()));
                    plain.put(field.name(), value.plain());
                }
                if (random.nextBoolean()) {
                    Collections.shuffle(json, random);
                }
                return new Value("{" + blank() + String.join(",", json) + "}", plain);
            }

            @Override
            public String kinds() {
                return "o";
            }
        };
    }

    private String member(String name, String value) {
        return blank() + quoted(name) + blank() + ":" + blank() + value + blank();
    }

    private String name() {
        return "N" + names++;
    }

    private String blank() {
        return random.nextInt(12) == 0 ? " \n\t\r".substring(random.nextInt(4)) : "";
    }
}
