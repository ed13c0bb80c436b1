package dev.sluice.format.protobuf;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The types of {@code google/protobuf/} that have a form of their own in JSON, and the files that every compiler has,
 * so that no registry needs to. Confluent's registry knows its own two as well.
 */
enum WellKnown {
    TIMESTAMP,
    DURATION,
    FIELD_MASK,
    STRUCT,
    VALUE,
    LIST_VALUE,
    /** A message with one scalar, which in JSON is the scalar. */
    WRAPPER,
    /** An enum with one value, which in JSON is null. */
    NULL_VALUE,
    /** A message whose type only its data says: cannot be written by one schema. */
    ANY;

    private static final String PACKAGE = "google.protobuf.";

    private static final Map<String, String> FILES = Map.ofEntries(
            google("any", "message Any { string type_url = 1; bytes value = 2; }"),
            google("duration", "message Duration { int64 seconds = 1; int32 nanos = 2; }"),
            google("empty", "message Empty {}"),
            google("field_mask", "message FieldMask { repeated string paths = 1; }"),
            google("source_context", "message SourceContext { string file_name = 1; }"),
            google(
                    "struct",
                    "message Struct { map<string, Value> fields = 1; }"
                            + "message Value { oneof kind { NullValue null_value = 1; double number_value = 2;"
                            + " string string_value = 3; bool bool_value = 4; Struct struct_value = 5;"
                            + " ListValue list_value = 6; } }"
                            + "enum NullValue { NULL_VALUE = 0; }"
                            + "message ListValue { repeated Value values = 1; }"),
            google("timestamp", "message Timestamp { int64 seconds = 1; int32 nanos = 2; }"),
            google(
                    "wrappers",
                    "message DoubleValue { double value = 1; }"
                            + "message FloatValue { float value = 1; }"
                            + "message Int64Value { int64 value = 1; }"
                            + "message UInt64Value { uint64 value = 1; }"
                            + "message Int32Value { int32 value = 1; }"
                            + "message UInt32Value { uint32 value = 1; }"
                            + "message BoolValue { bool value = 1; }"
                            + "message StringValue { string value = 1; }"
                            + "message BytesValue { bytes value = 1; }"),
            // Imported for options, which are read over.
            google("descriptor", ""),
            Map.entry("confluent/meta.proto", "syntax = 'proto3'; package confluent;"),
            Map.entry(
                    "confluent/type/decimal.proto",
                    "syntax = 'proto3'; package confluent.type;"
                            + "message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }"));

    private static Map.Entry<String, String> google(String name, String declarations) {
        return Map.entry(
                "google/protobuf/" + name + ".proto", "syntax = 'proto3'; package google.protobuf;" + declarations);
    }

    /** The text of the file that is imported as {@code path}; null if it is not one of these. */
    static @Nullable String file(String path) {
        return FILES.get(path);
    }

    /** What the type {@code fullName} of the file {@code path} is; null if it is like any other. */
    static @Nullable WellKnown of(String path, String fullName) {
        if (file(path) == null || !fullName.startsWith(PACKAGE)) {
            return null;
        }
        return switch (fullName.substring(PACKAGE.length())) {
            case "Timestamp" -> TIMESTAMP;
            case "Duration" -> DURATION;
            case "FieldMask" -> FIELD_MASK;
            case "Struct" -> STRUCT;
            case "Value" -> VALUE;
            case "ListValue" -> LIST_VALUE;
            case "NullValue" -> NULL_VALUE;
            case "Any" -> ANY;
            case "DoubleValue",
                    "FloatValue",
                    "Int64Value",
                    "UInt64Value",
                    "Int32Value",
                    "UInt32Value",
                    "BoolValue",
                    "StringValue",
                    "BytesValue" -> WRAPPER;
            default -> null;
        };
    }
}
