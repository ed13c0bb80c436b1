package dev.sluice.format.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.sluice.core.event.Refusal;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data and texts that are deep, long or many: written, or refused, in time that grows with their length only. */
@Timeout(60)
class HostileProtobufTest {

    private static final String TEXT = "syntax = 'proto3';" + Schemas.IMPORTS
            + "message M { M m = 2; int32 i = 1; repeated M list = 3; map<string, M> map = 4; string s = 5;"
            + " repeated int64 packed = 6; google.protobuf.Struct struct = 7; google.protobuf.Value value = 8;"
            + " double d = 9; map<int32, int32> numbers = 10; bytes b = 11; google.protobuf.FieldMask mask = 12;"
            + " google.protobuf.Duration duration = 13; google.protobuf.Timestamp time = 14; E e = 15; float f = 16; }"
            + "enum E { Z = 0; }";

    private final ProtobufSerializer serializer = Schemas.serializer(TEXT);

    private static String nested(String open, String inner, String close, int levels) {
        return open.repeat(levels) + inner + close.repeat(levels);
    }

    @Nested
    class Depth {

        @Test
        void readersAcceptTheDeepestThatIsWritten() throws Exception {
            byte[] written = Schemas.write(serializer, nested("{\"m\":", "{}", "}", MessageWriter.MAX_DEPTH));
            assertThat(written).hasSizeGreaterThan(2 * MessageWriter.MAX_DEPTH);
            assertThat(depth(CodedInputStream.newInstance(written))).isEqualTo(MessageWriter.MAX_DEPTH);
            assertRefused(
                    nested("{\"m\":", "{}", "}", MessageWriter.MAX_DEPTH + 1), "is nested deeper than 100 messages");
        }

        private int depth(CodedInputStream in) throws Exception {
            int depth = 0;
            while (in.readTag() != 0) {
                in.pushLimit(in.readRawVarint32());
                depth++;
            }
            return depth;
        }

        @Test
        void valuesCountAsTheMessagesThatTheyAre() throws Exception {
            ProtobufSerializer value = Schemas.serializer("syntax = 'proto3'; " + Schemas.IMPORTS
                    + "message M { google.protobuf.Value v = 1; google.protobuf.Struct s = 2; }");
            String deepest = nested("[", "", "]", 50);
            byte[] written = Schemas.write(value, "{\"v\":" + deepest + "}");
            assertThatCode(() -> Value.parseFrom(CodedInputStream.newInstance(written, 3, written.length - 3)))
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> Schemas.write(value, "{\"v\":[" + deepest + "]}"))
                    .hasMessageEndingWith(" is nested deeper than 100 messages");
            String objects = nested("{\"a\":", "1", "}", 33);
            byte[] struct = Schemas.write(value, "{\"s\":" + objects + "}");
            CodedInputStream in = CodedInputStream.newInstance(struct);
            in.readTag();
            assertThatCode(() -> Struct.parseFrom(in.readByteArray())).doesNotThrowAnyException();
            assertThatThrownBy(() -> Schemas.write(value, "{\"s\":{\"a\":" + objects + "}}"))
                    .hasMessageEndingWith(" is nested deeper than 100 messages");
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"m\":", "{\"list\":[", "{\"map\":{\"a\":", "[", "{\"x\":"})
        void aHundredThousandLevelsAreRefused(String opening) {
            assertRefused(opening.repeat(100_000), "");
            assertRefused("{\"value\":" + opening.repeat(100_000), "");
            assertRefused("{\"struct\":" + opening.repeat(100_000), "");
        }
    }

    static Stream<Arguments> large() {
        return Stream.of(
                        "{\"m\":" + "[".repeat(1_000_000),
                        "{\"list\":[" + "{},".repeat(300_000) + "{}]}",
                        "{\"list\":[" + "{\"s\":\"\\n\",\"i\":1},".repeat(60_000) + "{}]}",
                        nested("{\"m\":", "{\"s\":\"" + "x".repeat(1_000_000) + "\"}", ",\"i\":1}", 99),
                        "{\"packed\":[" + "1,".repeat(500_000) + "1]}",
                        "{\"packed\":[1" + "0".repeat(1_000_000) + "e-1000000]}",
                        "{\"i\":1" + "0".repeat(1_000_000) + "}",
                        "{\"i\":0." + "0".repeat(1_000_000) + "1}",
                        "{\"i\":\"" + "1".repeat(1_000_000) + "\"}",
                        "{\"i\":1e" + "9".repeat(1_000_000) + "}",
                        "{\"d\":1e" + "9".repeat(1_000_000) + "}",
                        "{\"d\":" + "1".repeat(1_000_000) + "e-999990}",
                        "{\"f\":0." + "0".repeat(1_000_000) + "1}",
                        "{\"d\":[" + "1e-999999999,".repeat(80_000) + "1]}",
                        "{\"b\":\"" + "A".repeat(1_000_000) + "\"}",
                        "{\"s\":\"" + "\\u00e9".repeat(160_000) + "\"}",
                        "{\"mask\":\"" + "a,".repeat(500_000) + "a\"}",
                        "{\"duration\":\"" + "9".repeat(1_000_000) + "s\"}",
                        "{\"time\":\"2024-01-01T00:00:00." + "9".repeat(1_000_000) + "Z\"}",
                        "{\"e\":\"" + "Z".repeat(1_000_000) + "\"}",
                        "{\"" + "x".repeat(1_000_000) + "\":1}",
                        "{\"struct\":" + members("\"k%d\":null") + "}",
                        "{\"map\":" + members("\"k%d\":{}") + "}",
                        "{\"numbers\":" + members("\"%d\":1") + "}",
                        "{\"map\":" + colliding() + "}",
                        "{\"value\":[" + "[],".repeat(300_000) + "[]]}",
                        members("\"x%d\":1"))
                .map(json -> Arguments.of(json.substring(0, Math.min(40, json.length())), json));
    }

    private static String members(String format) {
        return IntStream.range(0, 80_000).mapToObj(format::formatted).collect(Collectors.joining(",", "{", "}"));
    }

    /** Keys that all have one hash code. */
    private static String colliding() {
        return IntStream.range(0, 1 << 15)
                .mapToObj(i -> {
                    StringBuilder key = new StringBuilder();
                    for (int bit = 0; bit < 15; bit++) {
                        key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
                    }
                    return "\"" + key + "\":{}";
                })
                .collect(Collectors.joining(",", "{", "}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("large")
    void aMegabyteIsWrittenOrRefusedSoon(String shown, String json) {
        long start = System.nanoTime();
        try {
            assertThat(Schemas.write(serializer, json)).isNotNull();
        } catch (Refusal e) {
            assertThat(e.reason()).isEqualTo(Refusal.Reason.INVALID_DATA);
            assertThat(e.getMessage()).matches("[ -~]{1,600}");
        }
        // tens of milliseconds; what grew with the square of the length would take minutes
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    static Stream<Arguments> texts() {
        String fields = IntStream.range(1, 18_000)
                .mapToObj(i -> "optional M f" + i + " = " + i + ";")
                .collect(Collectors.joining());
        String messages = IntStream.range(0, 30_000)
                .mapToObj(i -> "message M" + i + " {}")
                .collect(Collectors.joining());
        String chain = IntStream.range(0, 15_000)
                .mapToObj(i -> "message M" + i + " { optional M" + (i + 1) + " f = 1; }")
                .collect(Collectors.joining());
        String ranges = IntStream.range(1, 19_000)
                .mapToObj(i -> "reserved " + i * 2 + "; optional int32 f" + i + " = " + (i * 2 + 40_001) + ";")
                .collect(Collectors.joining());
        return Stream.of(
                        "message M {" + fields + "}",
                        messages,
                        chain + "message M15000 {}",
                        "message M {" + ranges + "}",
                        "message M {" + "message A {".repeat(90_000),
                        "option a = " + "{".repeat(1_000_000),
                        "option a = { " + "b {".repeat(300_000),
                        "option " + "a.".repeat(500_000),
                        "package " + "a.".repeat(500_000),
                        "message M { optional " + "a.".repeat(500_000),
                        "/*".repeat(500_000),
                        "/* */".repeat(200_000),
                        "//\n".repeat(300_000),
                        "option a = '" + "\\x41".repeat(250_000),
                        "option a = " + "'a'".repeat(330_000) + ";",
                        "enum E {" + "A = 0;".repeat(170_000),
                        "enum E { A = 0; reserved " + "1,".repeat(500_000),
                        "a".repeat(1_000_000),
                        "1".repeat(1_000_000),
                        ";".repeat(1_000_000),
                        "\u0000".repeat(1_000_000))
                .map(text -> Arguments.of(text.substring(0, Math.min(40, text.length())), text));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void aLargeTextIsCompiledOrRefusedSoon(String shown, String text) {
        long start = System.nanoTime();
        try {
            assertThat(Schemas.serializer(text)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).matches("[ -~]{1,600}");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    private void assertRefused(String json, String rule) {
        assertThatThrownBy(() -> Schemas.write(serializer, json))
                .isInstanceOf(Refusal.class)
                .hasMessageEndingWith(rule)
                .message()
                .hasSizeLessThan(400);
    }
}
