package dev.sluice.format.protobuf;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;

/**
 * A random file: its text, and apart from that its descriptor, so that the text is parsed by Sluice only; and random
 * JSON data of its messages. Everything follows from the generator handed in. Not thread-safe.
 */
final class RandomProto {

    static final List<String> WELL_KNOWN = List.of(
            "Timestamp",
            "Duration",
            "FieldMask",
            "Empty",
            "Struct",
            "Value",
            "ListValue",
            "DoubleValue",
            "FloatValue",
            "Int64Value",
            "UInt64Value",
            "Int32Value",
            "UInt32Value",
            "BoolValue",
            "StringValue",
            "BytesValue");

    private static final List<FieldDescriptorProto.Type> SCALARS = List.of(
            FieldDescriptorProto.Type.TYPE_DOUBLE,
            FieldDescriptorProto.Type.TYPE_FLOAT,
            FieldDescriptorProto.Type.TYPE_INT32,
            FieldDescriptorProto.Type.TYPE_INT64,
            FieldDescriptorProto.Type.TYPE_UINT32,
            FieldDescriptorProto.Type.TYPE_UINT64,
            FieldDescriptorProto.Type.TYPE_SINT32,
            FieldDescriptorProto.Type.TYPE_SINT64,
            FieldDescriptorProto.Type.TYPE_FIXED32,
            FieldDescriptorProto.Type.TYPE_FIXED64,
            FieldDescriptorProto.Type.TYPE_SFIXED32,
            FieldDescriptorProto.Type.TYPE_SFIXED64,
            FieldDescriptorProto.Type.TYPE_BOOL,
            FieldDescriptorProto.Type.TYPE_STRING,
            FieldDescriptorProto.Type.TYPE_BYTES);

    private final Random random;
    final boolean proto3;
    private final String packageName;
    private final StringBuilder text = new StringBuilder();
    private final FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();

    /** The full names of all messages and enums, which are declared before or after they are used. */
    private final List<String> messages = new ArrayList<>();

    private final List<String> enums = new ArrayList<>();
    private int names;

    RandomProto(Random random) {
        this.random = random;
        this.proto3 = random.nextInt(3) > 0;
        this.packageName = oneOf(List.of("", "acme", "acme.shop"));
        String at = packageName.isEmpty() ? "" : packageName + ".";
        Tree top = new Tree("", at, 0);
        file.setName("random.proto").setSyntax(proto3 ? "proto3" : "proto2").setPackage(packageName);
        text.append(proto3 || random.nextBoolean() ? "syntax = \"" + file.getSyntax() + "\";" : "");
        text.append(blank()).append(Schemas.IMPORTS).append(blank());
        text.append(packageName.isEmpty() ? "" : "package " + packageName + ";");
        top.inner.forEach(tree -> file.addMessageType(message(tree)));
        top.enums.forEach(name -> file.addEnumType(enumeration(at + name)));
    }

    String text() {
        return text.toString();
    }

    FileDescriptorProto.Builder descriptor() {
        return file;
    }

    /** The names that are declared where. */
    private final class Tree {
        final String fullName;
        final List<Tree> inner = new ArrayList<>();
        final List<String> enums = new ArrayList<>();

        Tree(String fullName, String prefix, int level) {
            this.fullName = fullName;
            int count = level == 0 ? 1 + random.nextInt(3) : random.nextInt(3 - level);
            for (int i = 0; i < count; i++) {
                String name = prefix + "M" + names++;
                messages.add(name);
                inner.add(new Tree(name, name + ".", level + 1));
            }
            if (random.nextInt(2) == 0) {
                String name = "E" + names++;
                enums.add(name);
                RandomProto.this.enums.add(prefix + name);
            }
        }

        String simpleName() {
            return fullName.substring(fullName.lastIndexOf('.') + 1);
        }
    }

    private DescriptorProto message(Tree tree) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(tree.simpleName());
        text.append("message ").append(tree.simpleName()).append(blank()).append('{');
        text.append(
                oneOf(List.of("", "", "reserved 1000 to 2000, 500;", "reserved \"old\"; option deprecated = true;")));
        if (random.nextBoolean()) {
            tree.inner.forEach(inner -> message.addNestedType(message(inner)));
            tree.enums.forEach(name -> message.addEnumType(enumeration(tree.fullName + "." + name)));
        }
        int fields = random.nextInt(7);
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < fields; i++) {
            numbers.add(i < 4 ? i + 1 : 15 + i * i * i * 40);
        }
        Collections.shuffle(numbers, random);
        for (int number : numbers) {
            if (random.nextInt(7) == 0) {
                text.append("oneof o").append(number).append(" {");
                message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("o" + number));
                field(message, tree.fullName, number, message.getOneofDeclCount() - 1);
                field(message, tree.fullName, number + 5_000, message.getOneofDeclCount() - 1);
                text.append('}').append(blank());
            } else {
                field(message, tree.fullName, number, -1);
            }
        }
        if (message.getNestedTypeList().stream()
                        .allMatch(inner -> inner.getOptions().getMapEntry())
                && message.getEnumTypeCount() == 0) {
            tree.inner.forEach(inner -> message.addNestedType(message(inner)));
            tree.enums.forEach(name -> message.addEnumType(enumeration(tree.fullName + "." + name)));
        }
        text.append('}').append(blank());
        syntheticOneofs(message);
        return message.build();
    }

    /** What protoc adds for the optional fields of proto3, after all other oneofs. */
    private static void syntheticOneofs(DescriptorProto.Builder message) {
        for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
            if (field.getProto3Optional()) {
                message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + field.getName()));
                field.setOneofIndex(message.getOneofDeclCount() - 1);
            }
        }
    }

    private EnumDescriptorProto enumeration(String fullName) {
        String name = fullName.substring(fullName.lastIndexOf('.') + 1);
        EnumDescriptorProto.Builder declared = EnumDescriptorProto.newBuilder().setName(name);
        text.append("enum ").append(name).append(" {");
        int[] numbers = {0, 1, -5, 70_000};
        int count = 1 + random.nextInt(numbers.length);
        for (int i = 0; i < count; i++) {
            String value = name + "_V" + i;
            declared.addValue(
                    EnumValueDescriptorProto.newBuilder().setName(value).setNumber(numbers[i]));
            text.append(value)
                    .append(" = ")
                    .append(numbers[i] == 70_000 ? "0x11170" : numbers[i])
                    .append(';');
        }
        text.append('}').append(blank());
        return declared.build();
    }

    private void field(DescriptorProto.Builder message, String scope, int number, int oneof) {
        String name = oneOf(List.of("f_", "some_name", "aB", "x__y_")) + number;
        FieldDescriptorProto.Builder field =
                FieldDescriptorProto.newBuilder().setName(name).setNumber(number);
        int label = oneof >= 0 ? 0 : random.nextInt(4);
        field.setLabel(Label.LABEL_OPTIONAL);
        List<String> options = new ArrayList<>();
        if (label == 3) {
            text.append("map <");
            FieldDescriptorProto.Type key = key();
            text.append(keyword(key)).append(", ");
            FieldDescriptorProto.Builder value = FieldDescriptorProto.newBuilder()
                    .setName("value")
                    .setNumber(2)
                    .setLabel(Label.LABEL_OPTIONAL);
            type(value, scope, false);
            text.append("> ").append(name);
            String entry = entryName(name);
            message.addNestedType(DescriptorProto.newBuilder()
                    .setName(entry)
                    .setOptions(MessageOptions.newBuilder().setMapEntry(true))
                    .addField(FieldDescriptorProto.newBuilder()
                            .setName("key")
                            .setNumber(1)
                            .setLabel(Label.LABEL_OPTIONAL)
                            .setType(key))
                    .addField(value));
            field.setLabel(Label.LABEL_REPEATED)
                    .setType(FieldDescriptorProto.Type.TYPE_MESSAGE)
                    .setTypeName("." + scope + "." + entry);
        } else {
            if (label == 2) {
                field.setLabel(Label.LABEL_REPEATED);
                text.append("repeated ");
            } else if (label == 1 && proto3) {
                field.setProto3Optional(true);
                text.append("optional ");
            } else if (!proto3 && oneof < 0) {
                boolean required = random.nextInt(4) == 0;
                field.setLabel(required ? Label.LABEL_REQUIRED : Label.LABEL_OPTIONAL);
                text.append(required ? "required " : "optional ");
            }
            type(field, scope, field.getLabel() == Label.LABEL_REQUIRED);
            text.append(' ').append(name);
            boolean packable = field.getType() != FieldDescriptorProto.Type.TYPE_MESSAGE
                    && field.getType() != FieldDescriptorProto.Type.TYPE_STRING
                    && field.getType() != FieldDescriptorProto.Type.TYPE_BYTES;
            if (label == 2 && packable && random.nextBoolean()) {
                boolean packed = random.nextBoolean();
                field.getOptionsBuilder().setPacked(packed);
                options.add("packed = " + packed);
            }
        }
        if (random.nextInt(6) == 0) {
            field.setJsonName("json" + number);
            options.add("json_name = 'js' \"on" + number + "\"");
        }
        if (random.nextInt(6) == 0) {
            options.add("(a.custom).option = { a: 1 b { c: \"}\" } d: [1, 2] }");
        }
        if (oneof >= 0) {
            field.setOneofIndex(oneof);
        }
        text.append(" = ").append(number == 4 ? "0x4" : String.valueOf(number));
        text.append(options.isEmpty() ? ";" : " [" + String.join(", ", options) + "];")
                .append(blank());
        message.addField(field);
    }

    /** A type; a required field has none that could hold itself. */
    private void type(FieldDescriptorProto.Builder field, String scope, boolean required) {
        int kind = random.nextInt(required ? 5 : 10);
        if (kind < 5 || kind == 9 && enums.isEmpty()) {
            FieldDescriptorProto.Type type = oneOf(SCALARS);
            field.setType(type);
            text.append(keyword(type));
        } else if (kind < 7) {
            String name = "google.protobuf." + oneOf(WELL_KNOWN);
            field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName("." + name);
            text.append(name);
        } else if (kind < 9) {
            reference(field.setType(FieldDescriptorProto.Type.TYPE_MESSAGE), oneOf(messages), scope);
        } else {
            reference(field.setType(FieldDescriptorProto.Type.TYPE_ENUM), oneOf(enums), scope);
        }
    }

    /** Writes a full name, or only what the scopes around do not say. */
    private void reference(FieldDescriptorProto.Builder field, String fullName, String scope) {
        field.setTypeName("." + fullName);
        String name = "." + fullName;
        if (random.nextInt(3) > 0) {
            name = fullName;
            String around = scope;
            while (!around.isEmpty() && random.nextInt(4) > 0) {
                if (fullName.startsWith(around + ".")) {
                    name = fullName.substring(around.length() + 1);
                    break;
                }
                around = around.substring(0, Math.max(0, around.lastIndexOf('.')));
            }
        }
        text.append(name);
    }

    private FieldDescriptorProto.Type key() {
        List<FieldDescriptorProto.Type> keys = new ArrayList<>(SCALARS);
        keys.removeAll(List.of(
                FieldDescriptorProto.Type.TYPE_DOUBLE,
                FieldDescriptorProto.Type.TYPE_FLOAT,
                FieldDescriptorProto.Type.TYPE_BYTES));
        return oneOf(keys);
    }

    private static String keyword(FieldDescriptorProto.Type type) {
        return type.name().substring("TYPE_".length()).toLowerCase(Locale.ROOT);
    }

    /** The name of a map's entries: in camel case, with a suffix. */
    private static String entryName(String field) {
        StringBuilder name = new StringBuilder();
        boolean capital = true;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '_') {
                capital = true;
            } else {
                name.append(capital ? Character.toUpperCase(c) : c);
                capital = false;
            }
        }
        return name + "Entry";
    }

    private String blank() {
        return oneOf(List.of("", "", " ", "\n\t", " // a comment }\n", " /* \" a\n * comment */ ", "\r\n"));
    }

    private <T> T oneOf(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    // data

    /** Data of {@code message} that is valid, or almost: a map may have a key twice. */
    String json(Descriptor message, int depth) {
        List<String> members = new ArrayList<>();
        Map<String, Boolean> oneofs = new LinkedHashMap<>();
        for (FieldDescriptor field : message.getFields()) {
            boolean taken = field.getRealContainingOneof() != null
                    && oneofs.put(field.getRealContainingOneof().getName(), true) != null;
            boolean wanted = field.isRequired() || !taken && depth > 0 && random.nextInt(4) > 0;
            if (field.getRealContainingOneof() != null && !wanted && !taken) {
                oneofs.remove(field.getRealContainingOneof().getName());
            }
            if (wanted) {
                String name = random.nextInt(3) == 0 ? field.getName() : field.getJsonName();
                members.add("\"" + escapeSome(name) + "\":" + blankJson() + member(field, depth));
            }
        }
        Collections.shuffle(members, random);
        return "{" + String.join("," + blankJson(), members) + blankJson() + "}";
    }

    private String escapeSome(String name) {
        if (random.nextInt(10) > 0) {
            return name;
        }
        return "\\u%04x".formatted((int) name.charAt(0)) + name.substring(1);
    }

    private String blankJson() {
        return oneOf(List.of("", "", "", " ", "\n\t", "\r\n"));
    }

    private String member(FieldDescriptor field, int depth) {
        if (!field.isRequired() && random.nextInt(12) == 0 && !isValue(field)) {
            return "null";
        }
        if (field.isMapField()) {
            StringJoiner map = new StringJoiner(",", "{", "}");
            FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
            FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
            Map<String, Boolean> keys = new LinkedHashMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                String written = scalar(key);
                String text = written.startsWith("\"") ? written : "\"" + written + "\"";
                // one form for each key, so that the same key is the same text
                text = key.getType() == FieldDescriptor.Type.STRING ? "\"k" + i + "\\u00e9\"" : canonical(text);
                if (keys.put(text, true) == null) {
                    map.add(text + ":" + value(value, depth - 1));
                }
            }
            return map.toString();
        }
        if (field.isRepeated()) {
            StringJoiner array = new StringJoiner(",", "[", "]");
            for (int i = random.nextInt(4); i > 0; i--) {
                array.add(blankJson() + value(field, depth - 1));
            }
            return array.toString();
        }
        return value(field, depth - 1);
    }

    private static boolean isValue(FieldDescriptor field) {
        return field.getType() == FieldDescriptor.Type.MESSAGE
                && field.getMessageType().getFullName().equals("google.protobuf.Value");
    }

    private static String canonical(String quoted) {
        String text = quoted.substring(1, quoted.length() - 1);
        return text.equals("true") || text.equals("false")
                ? quoted
                : "\"" + new java.math.BigDecimal(text).toBigIntegerExact() + "\"";
    }

    private String value(FieldDescriptor field, int depth) {
        if (field.getType() != FieldDescriptor.Type.MESSAGE) {
            return scalar(field);
        }
        Descriptor type = field.getMessageType();
        if (!type.getFullName().startsWith("google.protobuf.")) {
            return json(type, depth);
        }
        return switch (type.getName()) {
            case "Timestamp" ->
                "\""
                        + oneOf(List.of(
                                "1970-01-01T00:00:00Z",
                                "0001-01-01T00:00:00Z",
                                "9999-12-31T23:59:59.999999999Z",
                                "2024-02-29T12:34:56.789+05:30",
                                "1969-12-31T23:59:59.5Z",
                                "2000-06-30T00:00:00.000001-23:59"))
                        + "\"";
            case "Duration" ->
                "\""
                        + oneOf(List.of(
                                "0s",
                                "1s",
                                "-1.5s",
                                "0.000000001s",
                                "-0.25s",
                                "315576000000s",
                                "-315576000000s",
                                "3.010s"))
                        + "\"";
            case "FieldMask" -> "\"" + oneOf(List.of("", "a", "user.displayName,photo", "aB.cD1")) + "\"";
            case "Empty" -> "{}";
            case "Struct" -> struct(depth);
            case "Value" -> any(depth);
            case "ListValue" -> list(depth);
            default -> scalar(type.findFieldByNumber(1));
        };
    }

    private String struct(int depth) {
        StringJoiner struct = new StringJoiner(",", "{", "}");
        for (int i = random.nextInt(3); i > 0; i--) {
            struct.add("\"s" + i + "\":" + any(depth - 1));
        }
        return struct.toString();
    }

    private String list(int depth) {
        StringJoiner list = new StringJoiner(",", "[", "]");
        for (int i = random.nextInt(3); i > 0; i--) {
            list.add(any(depth - 1));
        }
        return list.toString();
    }

    private String any(int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> "null";
            case 1 -> oneOf(List.of("true", "false"));
            case 2 -> oneOf(List.of("0", "1.5", "-1e300", "123456789012345678"));
            case 3 -> "\"" + oneOf(List.of("", "text", "\\ud83d\\ude00")) + "\"";
            case 4 -> struct(depth);
            default -> list(depth);
        };
    }

    private String scalar(FieldDescriptor field) {
        return switch (field.getType()) {
            case BOOL -> oneOf(List.of("true", "false"));
            case INT32, SINT32, SFIXED32 -> integer(random.nextInt() >> random.nextInt(32), 0);
            case INT64, SINT64, SFIXED64 -> integer(random.nextLong() >> random.nextInt(64), 1);
            case UINT32, FIXED32 -> integer(random.nextInt() >>> 1 + random.nextInt(31), 2);
            case UINT64, FIXED64 -> integer(random.nextLong() >>> 1 + random.nextInt(63), 3);
            case DOUBLE -> decimal(Double.toString(Double.longBitsToDouble(random.nextLong())));
            case FLOAT -> decimal(Float.toString(Float.intBitsToFloat(random.nextInt())));
            case STRING ->
                "\""
                        + oneOf(List.of(
                                "", "text", "\u00e9\u20ac", "\\\"\\\\\\/\\n", "\\ud83d\\ude00", "a".repeat(150)))
                        + "\"";
            case BYTES -> bytes();
            case ENUM -> {
                var value = oneOf(field.getEnumType().getValues());
                yield random.nextInt(3) == 0 ? String.valueOf(value.getNumber()) : "\"" + value.getName() + "\"";
            }
            default -> throw new IllegalStateException(field.getType().name());
        };
    }

    private static final List<List<String>> BOUNDS = List.of(
            List.of("2147483647", "-2147483648", "0", "-0", "1e2", "10.0"),
            List.of("9223372036854775807", "-9223372036854775808", "0", "5e0", "1000e-1"),
            List.of("4294967295", "0", "1", "4e9"),
            List.of("18446744073709551615", "0", "1", "12.30e1"));

    private String integer(long value, int bounds) {
        String written = random.nextInt(4) == 0 ? oneOf(BOUNDS.get(bounds)) : String.valueOf(value);
        return random.nextInt(3) == 0 ? "\"" + written + "\"" : written;
    }

    private String decimal(String value) {
        if (random.nextInt(4) == 0) {
            return oneOf(
                    List.of("0", "0.0", "1", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"1.5\"", "0.1", "1e10"));
        }
        return value.equals("NaN") || value.endsWith("Infinity") ? "\"" + value + "\"" : value;
    }

    private String bytes() {
        byte[] bytes = new byte[random.nextInt(9)];
        random.nextBytes(bytes);
        Base64.Encoder encoder = random.nextBoolean() ? Base64.getEncoder() : Base64.getUrlEncoder();
        return "\"" + (random.nextBoolean() ? encoder : encoder.withoutPadding()).encodeToString(bytes) + "\"";
    }
}
