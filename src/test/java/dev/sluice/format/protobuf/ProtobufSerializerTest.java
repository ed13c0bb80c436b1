package dev.sluice.format.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaType;
import dev.sluice.format.protobuf.ProtobufSerializer.Options;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON data as bytes of Protocol Buffers (ProtoJSON, and the encoding's own page), and what is refused. */
class ProtobufSerializerTest {

    private static final String PROTO3 = "syntax = 'proto3'; ";

    /** The bytes of {@code json} as a message with one field {@code f}, in hexadecimal digits. */
    private static String written(String field, String json) {
        return hex(Schemas.serializer(PROTO3 + Schemas.IMPORTS + "message M { " + field + " } " + OTHERS), json);
    }

    private static final String OTHERS =
            "enum E { ZERO = 0; ONE = 1; MINUS = -1; } message N { int32 a = 1; N n = 2; }";

    private static String hex(ProtobufSerializer serializer, String json) {
        return HexFormat.of().formatHex(Schemas.write(serializer, json));
    }

    private static void assertRefused(ProtobufSerializer serializer, String json, String message) {
        assertThatThrownBy(() -> Schemas.write(serializer, json)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID_DATA);
            assertThat(refusal).hasMessage("data: " + message);
        });
    }

    @Nested
    class Scalars {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "int32|150|089601",
                    "int32|-1|08ffffffffffffffffff01",
                    "int32|\"-2147483648\"|0880808080f8ffffffff01",
                    "int32|1.5e1|080f",
                    "int32|100e-2|0801",
                    "int32|0|``",
                    "int32|-0|``",
                    "int32|0e99|``",
                    "int64|\"9223372036854775807\"|08ffffffffffffffff7f",
                    "int64|-9223372036854775808|0880808080808080808001",
                    "uint32|4294967295|08ffffffff0f",
                    "uint64|\"18446744073709551615\"|08ffffffffffffffffff01",
                    "uint64|18446744073709551615|08ffffffffffffffffff01",
                    "uint64|1844674407370955161500e-2|08ffffffffffffffffff01",
                    "sint32|-2147483648|08ffffffff0f",
                    "sint32|1|0802",
                    "sint64|-9223372036854775808|08ffffffffffffffffff01",
                    "fixed32|4294967295|0dffffffff",
                    "sfixed32|-2|0dfeffffff",
                    "fixed64|1|090100000000000000",
                    "sfixed64|-1|09ffffffffffffffff",
                    "bool|true|0801",
                    "bool|false|``",
                    "double|1|09000000000000f03f",
                    "double|\"1.0\"|09000000000000f03f",
                    "double|0.0|``",
                    "double|-0.0|090000000000000080",
                    "double|\"NaN\"|09000000000000f87f",
                    "double|\"-Infinity\"|09000000000000f0ff",
                    "double|1.7976931348623157e308|09ffffffffffffef7f",
                    "double|4.9e-324|090100000000000000",
                    "double|0.30000000000000004|09343333333333d33f",
                    "float|0.1|0dcdcccc3d",
                    "float|\"Infinity\"|0d0000807f",
                    "float|-0|0d00000080",
                    "float|3.4028235e38|0dffff7f7f",
                    "string|\"\"|``",
                    "string|\"testing\"|0a0774657374696e67",
                    "string|\"\\u0041\\n\\/\\ud83d\\ude00\"|0a07410a2ff09f9880",
                    "bytes|\"\"|``",
                    "bytes|\"AQID\"|0a03010203",
                    "bytes|\"+/8=\"|0a02fbff",
                    "bytes|\"-_8\"|0a02fbff",
                    "bytes|\"A\\u0051==\"|0a0101",
                    "E|\"ONE\"|0801",
                    "E|1|0801",
                    "E|-1.0|08ffffffffffffffffff01",
                    "E|77|084d",
                    "E|\"ZERO\"|``",
                    "N|{}|0a00",
                    "N|{\"a\":1}|0a020801",
                    "N|{\"n\":{\"n\":{\"a\":300}}}|0a071205120308ac02"
                })
        void areWrittenByTheirType(String type, String json, String hex) {
            assertThat(written(type + " f = 1;", "{\"f\":" + json + "}")).isEqualTo(hex);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "int32|2147483648|must be an integer from -2147483648 to 2147483647",
                    "int32|-2147483649|must be an integer from -2147483648 to 2147483647",
                    "int32|1.5|must be an integer from -2147483648 to 2147483647",
                    "int32|1e999999999999|must be an integer from -2147483648 to 2147483647",
                    "int32|1e-999999999999|must be an integer from -2147483648 to 2147483647",
                    "int32|\"\"|must be an integer from -2147483648 to 2147483647",
                    "int32|\" 1\"|must be an integer from -2147483648 to 2147483647",
                    "int32|\"01\"|must be an integer from -2147483648 to 2147483647",
                    "int32|\"0x1\"|must be an integer from -2147483648 to 2147483647",
                    "int32|\"1\\u0000\"|must be an integer from -2147483648 to 2147483647",
                    "int32|true|must be a number",
                    "int32|[]|must be a number",
                    "int64|9223372036854775808|must be an integer from -9223372036854775808 to 9223372036854775807",
                    "sint64|-9223372036854775809|must be an integer from -9223372036854775808 to 9223372036854775807",
                    "uint32|-1|must be an integer from 0 to 4294967295",
                    "fixed32|4294967296|must be an integer from 0 to 4294967295",
                    "uint64|18446744073709551616|must be an integer from 0 to 18446744073709551615",
                    "fixed64|-1|must be an integer from 0 to 18446744073709551615",
                    "bool|\"true\"|must be true or false",
                    "bool|1|must be true or false",
                    "double|1e309|must be a number in the range of a double",
                    "double|-1e-400|must be a number in the range of a double",
                    "double|0.00000000000000000000000000012345678901234567890123456789e-300|must be a number in the range of a double",
                    "double|\"nan\"|must be a number",
                    "double|\"1f\"|must be a number",
                    "double|\"\"|must be a number",
                    "double|{}|must be a number",
                    "float|3.5e38|must be a number in the range of a float",
                    "float|1e-46|must be a number in the range of a float",
                    "float|\"0x1p3\"|must be a number",
                    "string|1|must be a string",
                    "string|\"\\ud83d\"|has half of a surrogate pair, which UTF-8 cannot hold",
                    "bytes|\"A\"|must be a string in base64",
                    "bytes|\"AQ=\"|must be a string in base64",
                    "bytes|\"AQ===\"|must be a string in base64",
                    "bytes|\"A Q\"|must be a string in base64",
                    "bytes|\"A=Q=\"|must be a string in base64",
                    "bytes|\"\\u00e9A\"|must be a string in base64",
                    "bytes|7|must be a string",
                    "E|\"TWO\"|is not a value of its enum",
                    "E|\"1\"|is not a value of its enum",
                    "E|1.5|is not a value of its enum",
                    "E|2147483648|is not a value of its enum",
                    "E|true|must be a name or a number of its enum",
                    "N|[]|must be an object",
                    "N|\"x\"|must be an object"
                })
        void areRefusedIfTheyDoNotFit(String type, String json, String rule) {
            assertRefused(
                    Schemas.serializer(PROTO3 + "message M { " + type + " f = 1; } " + OTHERS),
                    "{\"f\":" + json + "}",
                    "/f " + rule);
        }
    }

    @Nested
    class Presence {

        @Test
        void aDefaultIsWrittenWhereItIsMoreThanNothing() {
            assertThat(written("optional int32 f = 1;", "{\"f\":0}")).isEqualTo("0800");
            assertThat(written("oneof o { string f = 1; }", "{\"f\":\"\"}")).isEqualTo("0a00");
            assertThat(hex(Schemas.serializer("message M { optional bool f = 1 [default = true]; }"), "{\"f\":false}"))
                    .isEqualTo("0800");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "int32 f = 1;",
                    "optional string f = 1;",
                    "N f = 1;",
                    "repeated int32 f = 1;",
                    "map<string, N> f = 1;",
                    "oneof o { int32 f = 1; }",
                    "google.protobuf.Int32Value f = 1;",
                    "google.protobuf.Timestamp f = 1;",
                    "repeated google.protobuf.Value f = 1;"
                })
        void nullIsNothing(String field) {
            assertThat(written(field, "{\"f\":null}")).isEmpty();
        }

        @Test
        void whatIsRequiredMustBeThere() {
            ProtobufSerializer serializer = Schemas.serializer("message M { required int32 a = 1; optional M m = 2; }");
            assertThat(hex(serializer, "{\"a\":0,\"m\":{\"a\":1}}")).isEqualTo("080012020801");
            assertRefused(serializer, "{}", "/a is required");
            assertRefused(serializer, "{\"a\":null}", "/a is required");
            assertRefused(serializer, "{\"a\":1,\"m\":{}}", "/m/a is required");
        }

        @Test
        void aOneofHasOneMember() {
            ProtobufSerializer serializer =
                    Schemas.serializer(PROTO3 + "message M { oneof o { int32 a = 1; string b = 2; } }");
            assertThat(hex(serializer, "{\"a\":1,\"b\":null}")).isEqualTo("0801");
            assertRefused(
                    serializer, "{\"a\":1,\"b\":\"\"}", "/b must not be there beside another member of its oneof");
        }
    }

    @Nested
    class Names {

        private final ProtobufSerializer serializer = Schemas.serializer(PROTO3
                + "message M { int32 some_name = 1; int32 other = 2 [json_name = 'the \"other\"/~\u00e9']; M m = 3; }");

        @Test
        void areThoseOfJsonOrOfTheText() {
            assertThat(hex(serializer, "{\"someName\":1}")).isEqualTo("0801");
            assertThat(hex(serializer, "{\"some_name\":1}")).isEqualTo("0801");
            assertThat(hex(serializer, "{\"some\\u004eame\":1}")).isEqualTo("0801");
            assertThat(hex(serializer, "{\"the \\\"other\\\"/~\u00e9\":1,\"someName\":1}"))
                    .isEqualTo("08011001");
            assertThat(hex(serializer, "{\"other\":1}")).isEqualTo("1001");
        }

        @Test
        void areRefusedIfTheyMeanTheSameField() {
            assertRefused(serializer, "{\"someName\":1,\"some_name\":1}", "/someName must not be repeated");
            assertRefused(serializer, "{\"someName\":null,\"someName\":1}", "/someName must not be repeated");
            assertRefused(
                    serializer, "{\"m\":{\"other\":1,\"other\":2}}", "/m/the \"other\"~1~0? must not be repeated");
        }

        @Test
        void areRefusedOrIgnoredIfUnknown() {
            assertRefused(serializer, "{\"SomeName\":1}", "/* is not a field of M: byte 1");
            assertRefused(serializer, "{\"m\":{\"a/b\\u0000\\ud83d\":1}}", "/m/* is not a field of M: byte 6");
            assertRefused(serializer, "{\"" + "x".repeat(1000) + "\":1}", "/* is not a field of M: byte 1");
            ProtobufSerializer ignoring = ProtobufSerializer.compile(
                    Schemas.of(PROTO3 + "message M { int32 a = 1; M m = 2; }"), new Options(null, true));
            assertThat(hex(ignoring, "{\"x\":[{\"a\":[1e5]}],\"m\":{\"x\":null,\"a\":1},\"x\":1,\"a\":2}"))
                    .isEqualTo("080212020801");
            assertRefused(ignoring, "{\"x\":tru}", "cannot be read: the JSON is not well-formed at byte 8");
            assertRefused(
                    ignoring,
                    "{\"x\":" + "[".repeat(1000) + "]".repeat(1000) + "}",
                    "cannot be read: the JSON is nested deeper than 1000 levels");
        }

        @Test
        void aNameInJsonIsRatherItsOwnFieldsThanAnotherFieldsInTheText() {
            ProtobufSerializer swapped = Schemas.serializer(
                    PROTO3 + "message M { int32 a = 1 [json_name = 'b']; int32 b = 2 [json_name = 'a']; }");
            assertThat(hex(swapped, "{\"a\":1}")).isEqualTo("1001");
        }

        @Test
        void mayBeMany() {
            StringBuilder text = new StringBuilder(PROTO3 + "message M {");
            StringBuilder json = new StringBuilder("{");
            for (int i = 1; i <= 300; i++) {
                text.append("int32 f").append(i).append(" = ").append(i).append(';');
                json.append(i == 1 ? "" : ",").append("\"f").append(301 - i).append("\":1");
            }
            ProtobufSerializer many = Schemas.serializer(text + "}");
            assertThat(Schemas.write(many, json + "}"))
                    .hasSize(15 * 2 + 285 * 3)
                    .startsWith(8, 1, 16, 1);
            assertRefused(many, json + ",\"f64\":1}", "/f64 must not be repeated");
        }
    }

    @Nested
    class Lists {

        @Test
        void areOneRunOfBytesOrOneFieldEach() {
            assertThat(written("repeated int32 f = 4;", "{\"f\":[3,270,86942]}"))
                    .isEqualTo("2206038e029ea705");
            assertThat(written("repeated int32 f = 4 [packed = false];", "{\"f\":[1,2]}"))
                    .isEqualTo("20012002");
            assertThat(hex(Schemas.serializer("message M { repeated int32 f = 4; }"), "{\"f\":[1,2]}"))
                    .isEqualTo("20012002");
            assertThat(hex(Schemas.serializer("message M { repeated int32 f = 4 [packed=true]; }"), "{\"f\":[1,0]}"))
                    .isEqualTo("22020100");
            assertThat(written("repeated string f = 1;", "{\"f\":[\"\",\"a\"]}"))
                    .isEqualTo("0a000a0161");
            assertThat(written("repeated N f = 1;", "{\"f\":[{},{\"a\":1}]}")).isEqualTo("0a000a020801");
            assertThat(written("repeated int32 f = 1;", "{\"f\":[]}")).isEmpty();
            assertThat(written("repeated google.protobuf.NullValue f = 1;", "{\"f\":[null,\"NULL_VALUE\",0]}"))
                    .isEqualTo("0a03000000");
        }

        @Test
        void areArraysWithoutNull() {
            ProtobufSerializer serializer =
                    Schemas.serializer(PROTO3 + "message M { repeated M m = 1; repeated int32 i = 2; }");
            assertRefused(serializer, "{\"m\":{}}", "/m must be an array");
            assertRefused(serializer, "{\"i\":1}", "/i must be an array");
            assertRefused(serializer, "{\"i\":[1,null]}", "/i/1 must not be null");
            assertRefused(
                    serializer,
                    "{\"m\":[{},{\"m\":[{},{\"i\":[0,0,\"x\"]}]}]}",
                    "/m/1/m/1/i/2 must be an integer from -2147483648 to 2147483647");
        }
    }

    @Nested
    class Maps {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "string, int32|{\"a\":1,\"\":0}|0a050a016110010a040a001000",
                    "bool, string|{\"true\":\"x\"}|0a050801120178",
                    "int32, N|{\"-1\":{}}|0a0d08ffffffffffffffffff011200",
                    "sint32, bool|{\"-1\":false}|0a0408011000",
                    "fixed64, bytes|{\"1\":\"AQ\"}|0a0c090100000000000000120101",
                    "uint64, E|{\"18446744073709551615\":\"ONE\"}|0a0d08ffffffffffffffffff011001",
                    "string, google.protobuf.Value|{\"a\":null}|0a070a016112020800",
                    "string, int32|{}|``"
                })
        void areWrittenAsEntries(String types, String json, String hex) {
            assertThat(written("map<" + types + "> f = 1;", "{\"f\":" + json + "}"))
                    .isEqualTo(hex);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "string, int32|{\"a\":1,\"b\":1,\"\\u0061\":2}|/f/* is a key that must not be repeated",
                    "int32, int32|{\"1\":1,\"1.0\":2}|/f/* is a key that must not be repeated",
                    "bool, int32|{\"true\":1,\"true\":2}|/f/* is a key that must not be repeated",
                    "bool, int32|{\"True\":1}|/f/* has a key that is not true or false",
                    "uint32, int32|{\"-1\":1}|/f/* has a key that is not an integer from 0 to 4294967295",
                    "string, int32|{\"\\udc00\":1}|/f/* has half of a surrogate pair, which UTF-8 cannot hold",
                    "string, int32|{\"secret\":\"x\"}|/f/* must be an integer from -2147483648 to 2147483647",
                    "string, N|{\"a\":null}|/f/* must not be null",
                    "string, N|{\"a\":{\"n\":{\"b\":1}}}|/f/*/n/* is not a field of N: byte 16",
                    "string, int32|[]|/f must be an object"
                })
        void areRefusedIfTheyDoNotFit(String types, String json, String message) {
            assertRefused(
                    Schemas.serializer(PROTO3 + "message M { map<" + types + "> f = 1; } " + OTHERS),
                    "{\"f\":" + json + "}",
                    message);
        }
    }

    @Nested
    class WellKnownTypes {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "Timestamp|\"1970-01-01T00:00:00Z\"|0a00",
                    "Timestamp|\"1970-01-01T00:00:01.5Z\"|0a0808011080cab5ee01",
                    "Timestamp|\"1969-12-31T23:59:59.999999999Z\"|0a1108ffffffffffffffffff0110ff93ebdc03",
                    "Timestamp|\"1970-01-01T01:00:01+01:00\"|0a020801",
                    "Timestamp|\"1970-01-01T00:00:00-00:01\"|0a02083c",
                    "Timestamp|\"0001-01-01T00:00:00Z\"|0a0b088092b8c398feffffff01",
                    "Timestamp|\"9999-12-31T23:59:59Z\"|0a0708ff82d1ffaf07",
                    "Timestamp|\"2000-02-29T00:00:00.000Z\"|0a06088098ecc503",
                    "Duration|\"0s\"|0a00",
                    "Duration|\"1s\"|0a020801",
                    "Duration|\"-0.000000001s\"|0a0b10ffffffffffffffffff01",
                    "Duration|\"1.000340012s\"|0a06080110ace014",
                    "Duration|\"315576000000s\"|0a070880bcaece9709",
                    "FieldMask|\"\"|0a00",
                    "FieldMask|\"a.fooBar,b1\"|0a0f0a09612e666f6f5f6261720a026231",
                    "Empty|{}|0a00",
                    "Int32Value|0|0a00",
                    "Int32Value|\"7\"|0a020807",
                    "StringValue|\"\"|0a00",
                    "BoolValue|true|0a020801",
                    "BytesValue|\"AQ==\"|0a030a0101",
                    "DoubleValue|\"NaN\"|0a0909000000000000f87f",
                    "Struct|{}|0a00",
                    "Struct|{\"a\":null}|0a090a070a016112020800",
                    "ListValue|[]|0a00",
                    "ListValue|[true,[]]|0a080a0220010a023200",
                    "Value|null|0a020800",
                    "Value|1|0a0911000000000000f03f",
                    "Value|\"NaN\"|0a051a034e614e",
                    "Value|false|0a022000",
                    "Value|{\"a\":[]}|0a0b2a090a070a016112023200",
                    "NullValue|null|``"
                })
        void haveAFormOfTheirOwn(String type, String json, String hex) {
            assertThat(written("google.protobuf." + type + " f = 1;", "{\"f\":" + json + "}"))
                    .isEqualTo(hex);
        }

        @Test
        void nullIsAValueWhereThereIsNoOther() {
            assertThat(written("oneof o { google.protobuf.NullValue f = 1; }", "{\"f\":null}"))
                    .isEqualTo("0800");
            assertThat(written("oneof o { google.protobuf.Value f = 1; int32 g = 2; }", "{\"f\":null}"))
                    .isEqualTo("0a020800");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "Timestamp|\"1970-01-01T00:00:00\"",
                    "Timestamp|\"1970-01-01 00:00:00Z\"",
                    "Timestamp|\"1970-01-01t00:00:00z\"",
                    "Timestamp|\"1970-01-01T00:00Z\"",
                    "Timestamp|\"1970-02-29T00:00:00Z\"",
                    "Timestamp|\"1970-13-01T00:00:00Z\"",
                    "Timestamp|\"1970-01-01T24:00:00Z\"",
                    "Timestamp|\"1970-01-01T00:00:60Z\"",
                    "Timestamp|\"1970-01-01T00:00:00.Z\"",
                    "Timestamp|\"1970-01-01T00:00:00.1234567890Z\"",
                    "Timestamp|\"1970-01-01T00:00:00+24:00\"",
                    "Timestamp|\"1970-01-01T00:00:00+0100\"",
                    "Timestamp|\"1970-01-01T00:00:00Z \"",
                    "Timestamp|\"0000-12-31T00:00:00Z\"",
                    "Timestamp|\"0001-01-01T00:00:00+00:01\"",
                    "Timestamp|\"9999-12-31T23:59:59-00:01\"",
                    "Timestamp|\"\""
                })
        void timesAreRefusedIfTheyAreNot(String type, String json) {
            assertRefused(
                    field(type), "{\"f\":" + json + "}", "/f must be a time such as 2006-01-02T15:04:05.999999999Z");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "1",
                    "s",
                    "+1s",
                    "1.s",
                    ".5s",
                    "1.1234567890s",
                    "--1s",
                    "1s ",
                    "1e3s",
                    "315576000001s",
                    "99999999999999999999s"
                })
        void durationsAreRefusedIfTheyAreNot(String text) {
            assertRefused(field("Duration"), "{\"f\":\"" + text + "\"}", "/f must be seconds such as 3.000000001s");
        }

        @ParameterizedTest
        @ValueSource(strings = {",", "a,", ",a", "a,,b", "foo_bar", "a b", "\u00e9"})
        void fieldMasksAreRefusedIfTheyAreNot(String text) {
            assertRefused(
                    field("FieldMask"),
                    "{\"f\":\"" + text + "\"}",
                    "/f must be paths in lower camel case with commas between them");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "Timestamp|0|/f must be a string",
                    "Duration|{\"seconds\":1}|/f must be a string",
                    "Empty|{\"a\":1}|/f/* is not a field of google.protobuf.Empty: byte 6",
                    "Empty|[]|/f must be an object",
                    "Int32Value|{\"value\":1}|/f must be a number",
                    "UInt32Value|-1|/f must be an integer from 0 to 4294967295",
                    "Struct|[]|/f must be an object",
                    "Struct|{\"a\":1,\"a\":2}|/f/* is a key that must not be repeated",
                    "Struct|{\"a\":{\"b\":[1,1e999]}}|/f/*/*/1 must be a number in the range of a double",
                    "ListValue|{}|/f must be an array",
                    "Value|\"\\ud800\"|/f has half of a surrogate pair, which UTF-8 cannot hold",
                    "NullValue|\"null\"|/f is not a value of its enum"
                })
        void areRefusedIfTheyDoNotFit(String type, String json, String message) {
            assertRefused(field(type), "{\"f\":" + json + "}", message);
        }

        private ProtobufSerializer field(String type) {
            return Schemas.serializer(PROTO3 + Schemas.IMPORTS + "message M { google.protobuf." + type + " f = 1; }");
        }
    }

    @Nested
    class Enums {

        private final ProtobufSerializer serializer = Schemas.serializer(
                "message M { optional E e = 1; } enum E { option allow_alias = true; A = 5; B = 5; C = -1; }");

        @Test
        void ofProto2HaveTheirNumbersOnly() {
            assertThat(hex(serializer, "{\"e\":\"B\"}")).isEqualTo("0805");
            assertThat(hex(serializer, "{\"e\":-1}")).isEqualTo("08ffffffffffffffffff01");
            assertRefused(serializer, "{\"e\":0}", "/e is not a value of its enum");
        }
    }

    @Nested
    class Output {

        @Test
        void fieldsAreInTheOrderOfTheirNumbers() {
            ProtobufSerializer serializer =
                    Schemas.serializer(PROTO3 + "message M { int32 c = 3; M b = 2; repeated M a = 1; string d = 4; }");
            String inOrder =
                    "{\"a\":[{\"a\":[{}],\"c\":7},{\"d\":\"x\"}],\"b\":{\"b\":{},\"c\":1},\"c\":2,\"d\":\"y\"}";
            String not = "{\"d\":\"y\",\"c\":2,\"b\":{\"c\":1,\"b\":{}},\"a\":[{\"c\":7,\"a\":[{}]},{\"d\":\"x\"}]}";
            assertThat(hex(serializer, not))
                    .isEqualTo(hex(serializer, inOrder))
                    .isEqualTo("0a040a0018070a03220178" + "1204120018011802220179");
        }

        @Test
        void lengthsMayHaveSeveralBytes() {
            ProtobufSerializer serializer = Schemas.serializer(PROTO3 + "message M { string s = 2; M m = 1; }");
            String text = "x".repeat(20_000);
            String json = "{\"s\":\"" + text + "\",\"m\":{\"s\":\"" + text + "\",\"m\":{\"s\":\"" + text + "\"}}}";
            byte[] written = Schemas.write(serializer, json);
            assertThat(written).hasSize(3 * (20_000 + 4) + 2 * 4);
            assertThat(new String(written, StandardCharsets.ISO_8859_1)).endsWith(text);
        }

        @Test
        void thePrefixComesFirst() {
            byte[] written = Schemas.serializer(PROTO3 + "message M { int32 a = 1; }")
                    .serialize(Bytes.utf8("  {\"a\":1} ").slice(1, 9), new byte[] {9, 8});
            assertThat(written).containsExactly(9, 8, 8, 1);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "``|cannot be read: the JSON ends too early",
                    "null|the value must be an object",
                    "[]|the value must be an object",
                    "{} x|cannot be read: the JSON is not well-formed at byte 3",
                    "{\"a\"|cannot be read: the JSON ends too early",
                    "{\"a\":1,}|cannot be read: the JSON is not well-formed at byte 7"
                })
        void whatIsNotAnObjectIsRefused(String json, String message) {
            assertRefused(Schemas.serializer(PROTO3 + "message M { int32 a = 1; }"), json, message);
        }

        @Test
        void malformedUtf8IsRefused() {
            ProtobufSerializer serializer = Schemas.serializer(PROTO3 + "message M { string a = 1; }");
            byte[] json = "{\"a\":\"?\"}".getBytes(StandardCharsets.US_ASCII);
            json[6] = (byte) 0xFF;
            assertThatThrownBy(() -> serializer.serialize(Bytes.of(json), new byte[0]))
                    .hasMessage("data: cannot be read: the JSON is not well-formed UTF-8");
        }
    }

    @Nested
    class Messages {

        private static final String FILE =
                "package a.b; message First { map<int32, int32> m = 1; message X {} message Y {"
                        + " message Z {} } } enum E { V = 0; } message Second { message Y {} }";

        @ParameterizedTest
        @CsvSource(
                nullValues = "null",
                value = {
                    "null, a.b.First, 00",
                    "First, a.b.First, 00",
                    "a.b.Second, a.b.Second, 0202",
                    ".a.b.Second, a.b.Second, 0202",
                    "b.Second, a.b.Second, 0202",
                    "First.Y, a.b.First.Y, 040002",
                    "X, a.b.First.X, 040000",
                    "Z, a.b.First.Y.Z, 06000200",
                    "a.b.Second.Y, a.b.Second.Y, 040200"
                })
        void areFoundByNameAndHaveIndexes(String name, String fullName, String indexes) {
            ProtobufSerializer serializer = ProtobufSerializer.compile(Schemas.of(FILE), new Options(name, false));
            assertThat(serializer.messageName()).isEqualTo(fullName);
            assertThat(HexFormat.of().formatHex(serializer.messageIndexes())).isEqualTo(indexes);
        }

        @Test
        void indexesAreZigZagVarints() {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                text.append("message M").append(i).append(" {}");
            }
            ProtobufSerializer serializer =
                    ProtobufSerializer.compile(Schemas.of(text.toString()), new Options("M99", false));
            assertThat(serializer.messageIndexes()).containsExactly(2, (byte) 0xC6, 1);
        }

        @Test
        void areRefusedIfTheNameIsNotOfOne() {
            assertThatThrownBy(() -> ProtobufSerializer.compile(Schemas.of(FILE), new Options("Y", false)))
                    .hasMessage(
                            "the schema declares more than one message 'Y': write a full name, such as 'a.b.First'");
            assertThatThrownBy(() -> ProtobufSerializer.compile(Schemas.of(FILE), new Options("E", false)))
                    .hasMessage("the schema declares no message 'E': write a full name, such as 'a.b.First'");
            assertThatThrownBy(() -> Schemas.serializer("enum E { A = 0; }"))
                    .hasMessage("the schema declares no message");
        }

        @Test
        void ofImportsAreNotChosenButHeld() {
            Schema schema = Schemas.of(
                    PROTO3 + "import 'x/n.proto'; message M { x.N n = 1; x.E e = 2; }",
                    Map.of("x/n.proto", "package x; message N { optional int32 a = 1; } enum E { ONE = 1; }"));
            assertThatThrownBy(() -> ProtobufSerializer.compile(schema, new Options("N", false)))
                    .hasMessageContaining("of proto2");
            Schema optional = Schemas.of(
                    PROTO3 + "import 'x/n.proto'; message M { x.N n = 1; optional x.E e = 2; }",
                    Map.of("x/n.proto", "package x; message N { repeated int32 a = 1; } enum E { ONE = 1; }"));
            ProtobufSerializer serializer = ProtobufSerializer.compile(optional, Options.DEFAULT);
            assertThat(hex(serializer, "{\"n\":{\"a\":[1,2]},\"e\":\"ONE\"}")).isEqualTo("0a04080108021001");
            assertRefused(serializer, "{\"e\":2}", "/e is not a value of its enum");
            assertThatThrownBy(() -> ProtobufSerializer.compile(optional, new Options("N", false)))
                    .hasMessage("the schema declares no message 'N': write a full name, such as 'M'");
        }

        @Test
        void areRefusedIfTheyHoldWhatCannotBeWritten() {
            String any = PROTO3 + "import 'google/protobuf/any.proto'; message M { N n = 1; } message N {\n"
                    + " repeated google.protobuf.Any any = 1; } message O {}";
            assertThatThrownBy(() -> Schemas.serializer(any))
                    .hasMessage("line 2, column 31: the field 'any' is a google.protobuf.Any, which cannot be written");
            assertThatCode(() -> ProtobufSerializer.compile(Schemas.of(any), new Options("O", false)))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> Schemas.serializer(PROTO3 + "message M { int32 a_b = 1; int32 aB = 2; }"))
                    .hasMessage(
                            "line 1, column 53: the fields 'a_b' and 'aB' have the same name in JSON: set json_name");
        }

        @Test
        void ofConfluentsDecimalNeedNoReference() {
            ProtobufSerializer serializer = Schemas.serializer(PROTO3 + "import 'confluent/type/decimal.proto';"
                    + " import 'confluent/meta.proto'; message M {"
                    + " confluent.type.Decimal d = 1 [(confluent.field_meta).doc = 'x']; }");
            assertThat(hex(serializer, "{\"d\":{\"value\":\"AQ\",\"scale\":2}}"))
                    .isEqualTo("0a050a01011802");
        }

        @Test
        void areOfSchemasOfProtobufOnly() {
            Schema avro = new Schema(SchemaType.AVRO, "\"string\"", List.of());
            assertThatThrownBy(
                            () -> ProtobufSerializer.compiler(Options.DEFAULT).compile(avro))
                    .hasMessage("the schema is not one of Protocol Buffers");
        }
    }
}
