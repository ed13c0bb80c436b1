package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.format.protobuf.ProtobufSerializer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as data for a message that has every type: fields that a reader can read, or a refusal. */
class ProtobufValueFuzzTest {

    static final String TEXT = "syntax = 'proto3'; import 'google/protobuf/timestamp.proto';"
            + " import 'google/protobuf/duration.proto'; import 'google/protobuf/wrappers.proto';"
            + " import 'google/protobuf/struct.proto'; import 'google/protobuf/field_mask.proto';"
            + " message M { M m = 20; int32 a = 1; sint64 b = 2; fixed64 c = 3; uint32 d = 4; double e = 5; float f = 6;"
            + " bool g = 7; string h = 8; bytes i = 9; E j = 10; repeated M k = 11; repeated sint32 l = 12;"
            + " map<string, M> n = 13; map<int64, double> o = 14; google.protobuf.Timestamp p = 15;"
            + " google.protobuf.Duration q = 16; google.protobuf.UInt64Value r = 17; google.protobuf.Value s = 18;"
            + " google.protobuf.Struct t = 19; google.protobuf.FieldMask u = 21; oneof x { E v = 22; string w = 23; } }"
            + " enum E { ZERO = 0; ONE = 1; }";

    private static final Schema SCHEMA = new Schema(SchemaType.PROTOBUF, TEXT, List.of());
    private static final ProtobufSerializer STRICT =
            ProtobufSerializer.compile(SCHEMA, ProtobufSerializer.Options.DEFAULT);
    private static final ProtobufSerializer IGNORING =
            ProtobufSerializer.compile(SCHEMA, new ProtobufSerializer.Options(null, true));

    static Stream<Arguments> data() {
        return Stream.of(
                        "{\"a\":1,\"b\":\"-2\",\"c\":3e1,\"d\":4.0,\"e\":1e300,\"f\":\"NaN\",\"g\":true,\"h\":\"\\u00e9\"}",
                        "{\"i\":\"AQ==\",\"j\":\"ONE\",\"k\":[{},{\"a\":1}],\"l\":[1,2],\"n\":{\"x\":{}},\"o\":{\"1\":2}}",
                        "{\"p\":\"2024-02-29T01:02:03.5+01:00\",\"q\":\"-1.5s\",\"r\":0,\"s\":[null,{\"a\":1}],\"t\":{\"b\":[]}}",
                        "{\"u\":\"a.bC,d\",\"v\":0,\"m\":{\"m\":{\"w\":\"x\",\"a\":null}},\"b\":1,\"unknown\":[1]}")
                .map(json -> Arguments.of((Object) json.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("data")
    @DictionaryEntries({
        "\"m\":{",
        "\"k\":[",
        "\"n\":{\"",
        "\"s\":",
        "\"t\":{",
        "1e999999999",
        "\"Infinity\"",
        "\"0001-01-01T00:00:00Z\"",
        "\"315576000000s\"",
        "\"-9223372036854775808\"",
        "18446744073709551615",
        "\\ud83d",
        "\"AQ\"",
        "\"\\u0061\":",
        "null"
    })
    @FuzzTest(maxDuration = "60s")
    void writesOrRefuses(byte[] json) {
        write(STRICT, json);
        write(IGNORING, json);
    }

    private static void write(ProtobufSerializer serializer, byte[] json) {
        byte[] written;
        try {
            written = serializer.serialize(Bytes.of(json), new byte[0]);
        } catch (Refusal refused) {
            Invariants.require(refused.reason() == Refusal.Reason.INVALID_DATA, "data is refused as something else");
            String message = refused.getMessage();
            Invariants.require(
                    message.length() < 600 && message.chars().allMatch(c -> c >= 0x20 && c < 0x7F),
                    "a refusal is not one line");
            return;
        }
        // the other opinion is that the name of an ignored member must have no half of a surrogate pair
        Invariants.require(serializer == IGNORING || JsonOracle.isValue(json), "malformed JSON is let through");
        try {
            // which writes fields in the order of their numbers
            byte[] again = UnknownFieldSet.parseFrom(written).toByteArray();
            Invariants.require(Arrays.equals(again, written), "what is written is not in order, or has long varints");
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("cannot be read", e);
        }
    }
}
