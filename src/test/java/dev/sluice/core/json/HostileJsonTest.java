package dev.sluice.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.JsonFormat;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts that are large, deep, many or in disguise: decoded or refused, in time that grows with their length only. */
class HostileJsonTest {

    private static final String REQUIRED =
            "\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/source\",\"type\":\"type\"";

    private final JsonFormat format = new JsonFormat();

    @Nested
    class Depth {

        @Test
        void readsDataUpToTheLimit() {
            String data = "[".repeat(JsonScanner.MAX_DEPTH - 1) + "]".repeat(JsonScanner.MAX_DEPTH - 1);
            assertThat(data(data)).isEqualTo(data);
        }

        @Test
        void refusesOneLevelMore() {
            refuses(withData("[".repeat(JsonScanner.MAX_DEPTH) + "]".repeat(JsonScanner.MAX_DEPTH)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":", "[[],"})
        void refusesAHundredThousandLevels(String opening) {
            refuses(withData(opening.repeat(100_000)));
            refuses(event("\"ext\":" + opening.repeat(100_000)));
            refuses(opening.repeat(100_000));
        }

        @Test
        void readsAHundredThousandNeighbours() {
            String data = "[" + "[],".repeat(100_000) + "{}]";
            assertThat(data(data)).isEqualTo(data);
        }
    }

    @Nested
    class Length {

        @ParameterizedTest
        @MethodSource("dev.sluice.core.json.HostileJsonTest#longNumbers")
        void keepsALongNumberInTheData(String number) {
            assertThat(data(number)).isEqualTo(number);
            assertThat(data("[" + number + "]")).isEqualTo("[" + number + "]");
        }

        @ParameterizedTest
        @MethodSource("dev.sluice.core.json.HostileJsonTest#longNumbers")
        void refusesALongNumberAsAnAttribute(String number) {
            assertThatThrownBy(() -> decode(event("\"ext\":" + number)))
                    .asInstanceOf(type(Refusal.class))
                    .extracting(Refusal::reason)
                    .isEqualTo(Refusal.Reason.INVALID_ATTRIBUTE);
        }

        @ParameterizedTest
        @ValueSource(strings = {"x", "\u20ac", "\\u20ac", "\\n", "\ud83d\ude00"})
        void keepsAMegabyteOfStringInTheData(String piece) {
            String string = "\"" + piece.repeat(1_000_000 / piece.length()) + "\"";
            assertThat(data(string)).isEqualTo(string);
            assertThat(data("{\"a\":" + string + "}")).isEqualTo("{\"a\":" + string + "}");
        }

        @Test
        void keepsAMegabyteOfStringAsText() {
            String text = "\u20ac\n".repeat(300_000);
            CloudEvent event =
                    decode(event("\"datacontenttype\":\"text/plain\",\"data\":\"" + text.replace("\n", "\\n") + "\""));
            assertThat(event.data()).isEqualTo(Bytes.utf8(text));
        }

        @Test
        void keepsAMegabyteInBase64() {
            byte[] bytes = new byte[1_000_000];
            String base64 = Base64.getEncoder().encodeToString(bytes);
            assertThat(decode(event("\"data_base64\":\"" + base64 + "\"")).data())
                    .isEqualTo(Bytes.of(bytes));
        }

        @Test
        void keepsAnAttributeOfAMegabyte() {
            String value = "x".repeat(1_000_000);
            assertThat(decode(event("\"ext\":\"" + value + "\"")).attribute("ext"))
                    .isEqualTo(value);
        }

        @Test
        void keepsANameOfTenThousandCharacters() {
            String name = "x".repeat(10_000);
            assertThat(decode(event("\"" + name + "\":\"y\"")).attribute(name)).isEqualTo("y");
        }

        @Test
        void readsAMegabyteOfWhiteSpace() {
            String blank = " \n\t\r".repeat(250_000);
            assertThat(data(blank + "1" + blank)).isEqualTo("1");
        }
    }

    @Nested
    class Count {

        @Test
        void readsAHundredThousandExtensions() {
            String members = IntStream.range(0, 100_000)
                    .mapToObj(i -> "\"x" + i + "\":" + i)
                    .collect(Collectors.joining(","));
            assertThat(decode(event(members)).extensions()).hasSize(100_000);
        }

        @Test
        void readsAHundredThousandNulls() {
            String members = IntStream.range(0, 100_000)
                    .mapToObj(i -> "\"x" + i + "\":null")
                    .collect(Collectors.joining(","));
            assertThat(decode(event(members)).extensions()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "id", "0123456789", "a rather long name that has more than sixteen bytes "})
        void keepsDataWithManyNames(String prefix) {
            String members = IntStream.range(0, 200_000)
                    .mapToObj(i -> "\"" + prefix + i + "\":0")
                    .collect(Collectors.joining(","));
            assertThat(data("{" + members + "}")).isEqualTo("{" + members + "}");
        }

        @Test
        void keepsLaterEventsSafeFromNamesThatCollideInTheParsersTable() {
            String hostile = withData(object(collidingInTheParser(528)));
            String manyNames = withData(object(names("many", 7000)));
            for (int round = 0; round < 50; round++) {
                decode(manyNames);
                decode(hostile);
                for (int event = 0; event < 20; event++) {
                    String data = object(names("k" + round + "-" + event + "-", 50));
                    assertThat(data(data)).isEqualTo(data);
                }
            }
        }

        @Test
        void keepsDataWhoseNamesCollideInTheTablesOfOtherParsers() {
            String data = object(collidingInTheParser(2000));
            assertThat(data(data)).isEqualTo(data);
        }

        @Test
        void keepsDataWhoseNamesHaveEqualHashes() {
            String members = IntStream.range(0, 1 << 15)
                    .mapToObj(HostileJsonTest::collidingName)
                    .map(name -> "\"" + name + "\":0")
                    .collect(Collectors.joining(","));
            assertThat(data("{" + members + "}")).isEqualTo("{" + members + "}");
        }
    }

    @Nested
    class Encoding {

        @ParameterizedTest
        @ValueSource(
                strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE", "X-UTF-32BE-BOM", "X-UTF-32LE-BOM"
                })
        void refusesAnyOtherUnicodeEncoding(String charset) {
            byte[] text = event("").getBytes(Charset.forName(charset));
            refuses(Bytes.of(text));
        }

        @Test
        void encodesTextInEveryCharsetOfThisPlatformOrRefusesIt() {
            for (String charset : Charset.availableCharsets().keySet()) {
                for (String text :
                        new String[] {"", "a", "\u00e9", "\u20ac\u3042", "\ud83d\ude00", "\\ud83d", "\ufffd\ufeff"}) {
                    String members =
                            "\"datacontenttype\":\"text/plain;charset=" + charset + "\",\"data\":\"" + text + "\"";
                    try {
                        assertThat(decode(event(members)).data()).isNotNull();
                    } catch (Refusal e) {
                        assertThat(e.reason()).as(members).isEqualTo(Refusal.Reason.INVALID_DATA);
                    }
                }
            }
        }

        @Test
        void refusesAByteOrderMark() {
            refuses("\ufeff" + event(""));
        }

        @Test
        void refusesANulByteAtEveryPlaceOutsideData() {
            String text = event("\"ext\":\"x\"");
            for (int at = 0; at <= text.length(); at++) {
                refuses(text.substring(0, at) + "\0" + text.substring(at));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"\\u0000id", "id\\u0000", "\\u0000\\u0000id", "\\u0000\\u0000\\u0000id", "i\\u0000d"})
        void doesNotTakeANameWithNulForTheOneWithout(String name) {
            decode(event(""));
            assertThatThrownBy(() ->
                            decode("{\"" + name + "\":\"1\",\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"t\"}"))
                    .isExactlyInstanceOf(Refusal.class);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\\u0069d", "i\\u0064", "\\u0069\\u0064"})
        void takesAnEscapedNameForTheSameName(String name) {
            CloudEvent event =
                    decode("{\"" + name + "\":\"7\",\"specversion\":\"1.0\",\"source\":\"/s\",\"type\":\"t\"}");
            assertThat(event.id()).isEqualTo("7");
            assertThatThrownBy(() -> decode(event("\"" + name + "\":\"7\""))).hasMessage("id: must not be repeated");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"\\ud83d\\ude00\":1}",
                    "{\"\ud83d\ude00\":1}",
                    "{\"\":1}",
                    "{\"\\u0000\":1}",
                    "{\"a\":1,\"a\":2}"
                })
        void keepsOddNamesInsideData(String data) {
            assertThat(data(data)).isEqualTo(data);
        }
    }

    @Nested
    class Slices {

        @ParameterizedTest
        @MethodSource("dev.sluice.core.json.HostileJsonTest#values")
        void areExactForEveryValueInEveryPlace(String value) {
            for (String blank : new String[] {"", " ", "\t\r\n ", "\n\n"}) {
                String data = blank + "\"data\"" + blank + ":" + blank + value + blank;
                String rest = REQUIRED.replace(":", blank + ":" + blank).replace(",", blank + "," + blank);
                assertThat(decodeData(blank + "{" + data + "," + rest + "}" + blank))
                        .isEqualTo(value);
                assertThat(decodeData(blank + "{" + rest + "," + data + "}" + blank))
                        .isEqualTo(value);
                assertThat(decodeData("{" + data + "," + rest + "," + blank + "\"datacontenttype\":\"application/json\""
                                + blank + "}"))
                        .isEqualTo(value);
            }
        }

        @ParameterizedTest
        @MethodSource("dev.sluice.core.json.HostileJsonTest#values")
        void areExactInsideALargerArray(String value) {
            byte[] text = withData(value).getBytes(StandardCharsets.UTF_8);
            byte[] larger = new byte[text.length + 20];
            System.arraycopy(text, 0, larger, 13, text.length);
            CloudEvent event = format.decode(Bytes.of(larger).slice(13, 13 + text.length));
            assertThat(event.data()).isEqualTo(Bytes.utf8(value));
        }
    }

    static Stream<String> values() {
        return Stream.of(
                "0",
                "-0",
                "12",
                "-1.5e+10",
                "1e400",
                "true",
                "false",
                "null",
                "\"\"",
                "\"x\"",
                "\"\\\"\"",
                "\"\\\\\"",
                "\"\u20ac \ud83d\ude00\"",
                "\"\\ud83d\\ude00\"",
                "\"\\uDEAD\"",
                "[]",
                "[ ]",
                "[1,[2,{\"a\":[]}]]",
                "{}",
                "{\"data\":{\"data\":1}}",
                "{ \"a\" : \"}\" , \"b\" : \"]\" }");
    }

    static Stream<String> longNumbers() {
        return Stream.of(
                "9".repeat(100_000),
                "-" + "9".repeat(100_000),
                "0." + "1".repeat(100_000),
                "1e" + "9".repeat(100_000),
                "1" + "0".repeat(50_000) + "." + "0".repeat(50_000));
    }

    /**
     * Names of eight characters that the parser's table of names hashes alike, whatever its seed: the hash is
     * {@code mix(first four bytes) + 33 * (last four bytes)} before the seed comes in.
     */
    private static List<String> collidingInTheParser(int count) {
        Random random = new Random(1);
        int inverseOf33 = 0x3E0F83E1;
        Set<String> names = new LinkedHashSet<>();
        while (names.size() < count) {
            int first = 0;
            for (int i = 0; i < 4; i++) {
                first = first << 8 | (0x5D + random.nextInt(0x22));
            }
            int mixed = first + (first >>> 15);
            mixed ^= mixed >>> 9;
            int last = (0x41424344 - mixed) * inverseOf33;
            String name =
                    new String(ByteBuffer.allocate(8).putInt(first).putInt(last).array(), StandardCharsets.ISO_8859_1);
            if (name.matches("[#-~&&[^\\\\]]{8}")) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> prefix + Integer.toHexString(i * 0x9E3779B1))
                .toList();
    }

    private static String object(List<String> names) {
        return names.stream().map(name -> "\"" + name + "\":0").collect(Collectors.joining(",", "{", "}"));
    }

    /** Names of equal length whose {@link String#hashCode()} is equal too. */
    private static String collidingName(int index) {
        StringBuilder name = new StringBuilder();
        for (int bit = 0; bit < 15; bit++) {
            name.append((index >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return name.toString();
    }

    private static String event(String members) {
        return "{" + REQUIRED + (members.isEmpty() ? "" : "," + members) + "}";
    }

    private static String withData(String data) {
        return event("\"data\":" + data);
    }

    private String data(String data) {
        return decodeData(withData(data));
    }

    private String decodeData(String text) {
        Bytes data = decode(text).data();
        return data == null ? "(none)" : data.asUtf8();
    }

    private CloudEvent decode(String text) {
        return format.decode(Bytes.utf8(text));
    }

    private void refuses(String text) {
        refuses(Bytes.utf8(text));
    }

    private void refuses(Bytes text) {
        assertThatThrownBy(() -> format.decode(text)).isExactlyInstanceOf(Refusal.class);
    }
}
