package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.format.protobuf.ProtobufSerializer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a text of Protocol Buffers: a serializer, or one line that says what is wrong. */
class ProtobufSchemaFuzzTest {

    static Stream<Arguments> texts() {
        return Stream.of(
                        ProtobufValueFuzzTest.TEXT,
                        "syntax = \"proto3\"; package a.b; import public 'google/protobuf/struct.proto';"
                                + " option (x).y = { a: [1, 'b'] }; message M { reserved 5, 7 to max; reserved 'x';"
                                + " oneof o { int32 a = 1 [json_name = 'b']; .a.b.M m = 2; } map<string, E> e = 3; }"
                                + " enum E { option allow_alias = true; Z = 0; Y = 0; }",
                        "// c\nmessage A { extensions 4 to 9; required int64 a = 0x1 [default = -1]; extend A { optional A b = 4; }"
                                + " /* d */ message B { optional A.B c = 1; } } service S { rpc R (A) returns (stream A) {} }")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("texts")
    @DictionaryEntries({
        "message M {",
        "enum E {",
        "oneof o {",
        "extend M {",
        "service S {",
        "map<string, M> m = 1;",
        "repeated",
        "optional",
        "required",
        "reserved",
        "extensions 1 to max;",
        "option (a).b = {",
        "import public '",
        "google/protobuf/any.proto",
        "google.protobuf.Value v = 1;",
        "[packed = true]",
        "[default = ",
        "json_name = '",
        "syntax = 'proto2';",
        "edition = '2023';",
        "package a.b;",
        "group G = 1 {",
        "0x1F",
        "-1.5e+3",
        "\\u00e9"
    })
    @FuzzTest(maxDuration = "60s")
    void compilesOrRefuses(byte[] text) {
        Schema schema = new Schema(SchemaType.PROTOBUF, new String(text, StandardCharsets.UTF_8), List.of());
        ProtobufSerializer serializer;
        try {
            serializer = ProtobufSerializer.compile(schema, ProtobufSerializer.Options.DEFAULT);
        } catch (IllegalArgumentException refused) {
            String message = String.valueOf(refused.getMessage());
            Invariants.require(
                    message.length() < 600 && message.chars().allMatch(c -> c >= 0x20 && c < 0x7F),
                    "a refusal is not one line");
            return;
        }
        try {
            serializer.serialize(Bytes.utf8("{}"), serializer.messageIndexes());
        } catch (Refusal refused) {
            Invariants.require(refused.reason() == Refusal.Reason.INVALID_DATA, "data is refused as something else");
        }
    }
}
