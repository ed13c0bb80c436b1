package dev.sluice.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.sluice.core.event.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scanner against an independent parser, on texts that are nearly JSON. */
class JsonScannerTest {

    private static final JsonFactory ORACLE =
            JsonFactory.builder().disable(JsonFactory.Feature.CHARSET_DETECTION).build();
    private static final int TEXTS = 200_000;

    /** What JSON is made of, and what it is nearly made of. */
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u",
            "\\n",
            "0",
            "1",
            "23",
            "-",
            "+",
            ".",
            "e",
            "E",
            "true",
            "false",
            "null",
            " ",
            "\n",
            "\t",
            "\u0000",
            "\u001f",
            "\"a\"",
            "\"\\u00e9\"",
            "\"\\ud83d\"",
            "\u00e9",
            "1.5",
            "-0",
            "1e9",
            "0.1E-2",
            "[]",
            "{}",
            "\"key\":",
            "abcdefghijklmnop",
            "/",
            "'",
            "NaN",
            "tru",
            "//x");

    private static final List<String> VALID = List.of(
            "{\"a\":[1,2.50,-0,1e400,{\"b\":\"c\\\"d\\u0041\"}],\"long name here\":\"a string of some length, no escapes\"}",
            "[[[]],[{}],[null,true,false]]",
            "\"\\ud83d\\ude00 \\b\\f\\n\\r\\t\\/\\\\\"",
            "-12.5e+10",
            "{\"x\":{\"y\":{\"z\":[0,0.0,10,100]}}}");

    /**
     * One half of a surrogate pair as an escape, which JSON takes (RFC 8259, 8.2), and the other parser not in a name.
     */
    private static final Pattern HALF_A_PAIR =
            Pattern.compile("\\\\u[dD][89abAB]..(?!\\\\u[dD][c-fC-F]..)|(?<!\\\\u[dD][89abAB]..)\\\\u[dD][c-fC-F]..");

    @Test
    void takesExactlyWhatAnotherStrictParserTakes() {
        long seed = Long.getLong("sluice.seed", System.nanoTime());
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = random.nextBoolean() ? mutated(random) : assembled(random);
            if (HALF_A_PAIR.matcher(text).find()) {
                continue;
            }
            byte[] bytes = text.getBytes(UTF_8);
            boolean valid = JsonScanner.isValue(Bytes.of(bytes));
            assertThat(valid).as("-Dsluice.seed=%d text <%s>", seed, text).isEqualTo(isOneValue(bytes));
            taken += valid ? 1 : 0;
        }
        assertThat(taken).as("texts that are JSON").isBetween(TEXTS / 100, TEXTS - TEXTS / 100);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"plain\"|plain",
                "\"\"|~~",
                "\"\\u0041\\u00e9\\u20ac\"|A\u00e9\u20ac",
                "\"tail \\\\\"|tail \\",
                "\"a/b\\/c\"|a/b/c",
                "\"\u00e9\\n\u20ac\"|~\u00e9\n\u20ac~"
            })
    void readsAStringAsItsCharacters(String json, String characters) {
        assertThat(new JsonScanner(Bytes.utf8(json)).string()).isEqualTo(characters);
    }

    @Test
    void findsTheEndOfAStringWhereverItIsAmongEightBytes() {
        for (int length = 0; length < 40; length++) {
            String content = "x".repeat(length);
            for (String special : List.of("\\\"", "\\u0031", "\u00e9", "")) {
                Bytes json = Bytes.utf8("\"" + content + special + "\"");
                assertThat(new JsonScanner(json).value()).isEqualTo(json);
                assertThat(JsonScanner.isValue(Bytes.utf8("\"" + content + "\u0001\"")))
                        .isFalse();
                assertThat(JsonScanner.isValue(json.slice(0, json.length() - 1)))
                        .isFalse();
            }
        }
    }

    @Test
    void staysInsideItsSlice() {
        Bytes array = Bytes.utf8("[1,\"abcdefgh\"]trailing\"");
        assertThat(JsonScanner.isValue(array.slice(0, 14))).isTrue();
        assertThat(JsonScanner.isValue(array.slice(0, 13))).isFalse();
        assertThat(JsonScanner.isValue(array.slice(3, 12))).isFalse();
        assertThat(JsonScanner.isValue(array.slice(3, 13))).isTrue();
        assertThat(JsonScanner.isValue(array.slice(1, 2))).isTrue();
    }

    private static String assembled(Random random) {
        StringBuilder text = new StringBuilder();
        int pieces = 1 + random.nextInt(8);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static String mutated(Random random) {
        StringBuilder text = new StringBuilder(VALID.get(random.nextInt(VALID.size())));
        int changes = random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                default -> text.setCharAt(at, text.charAt(random.nextInt(text.length())));
            }
            if (text.isEmpty()) {
                break;
            }
        }
        return text.toString();
    }

    private static boolean isOneValue(byte[] bytes) {
        try (JsonParser parser = ORACLE.createParser(bytes)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }
}
