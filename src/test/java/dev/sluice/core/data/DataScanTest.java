package dev.sluice.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scan reads at a place, and what it leaves of one. */
class DataScanTest {

    private static final Hmac HMAC = new Hmac("secret");

    @Nested
    class Reads {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "{\"a\":\"x\"}|/a|x",
                    "{\"a\":\"\"}|/a|~~",
                    "{\"a\":\"\\u0065\\n\\\"\"}|/a|~e\n\"~",
                    "{\"a\":\"\\ud83d\\ude00\"}|/a|\ud83d\ude00",
                    "{\"a\":1.50}|/a|1.50",
                    "{\"a\":-0}|/a|-0",
                    "{\"a\":1E+400}|/a|1E+400",
                    "{\"a\":true}|/a|true",
                    "{\"a\":false}|/a|false",
                    "{\"a\":null}|/a|",
                    "{\"a\":{}}|/a|",
                    "{\"a\":[1]}|/a|",
                    "{}|/a|",
                    "{\"b\":1}|/a|",
                    "[1]|/a|",
                    "1|/a|",
                    "1||1",
                    " \"x\" ||x",
                    "{}||",
                    "{\"\":1}|/|1",
                    "{\"a\":{\"\":1}}|/a/|1",
                    "{\"a/b\":1}|/a~1b|1",
                    "{\"m~n\":1}|/m~0n|1",
                    "{\"~1\":1}|/~01|1",
                    "{\"\\u0061\":1}|/a|1",
                    "{\"\\u00e9\\/\":1}|/\u00e9~1|1",
                    "{\"\u00e9\":1}|/\u00e9|1",
                    "{\"\\ud83d\\ude00\":1}|/\ud83d\ude00|1",
                    "{\"\\ud83d\":1}|/?|",
                    "{\"*\":1}|/*|1",
                    "[7,8]|/0|7",
                    "[7,8]|/1|8",
                    "[7,8]|/2|",
                    "[7,8]|/-|",
                    "[7,8]|/01|",
                    "[7,8]|/00|",
                    "[7,8]|/+1|",
                    "[7,8]|/4294967296|",
                    "[7,8]|/99999999999999999999|",
                    "{\"0\":7}|/0|7",
                    "{\"01\":7}|/01|7",
                    "{\"-\":7}|/-|7",
                    "[[],[[],{\"a\":[3,4]}]]|/1/1/a/1|4",
                    "{\"x\":[{},{}],\"a\":{\"x\":{},\"b\":2},\"y\":[]}|/a/b|2",
                    "{\"ab\":1,\"b\":2,\"a\":3}|/a|3",
                })
        void theTextAtAPointer(String json, String pointer, String text) {
            DataQuery query = query(List.of(pointer == null ? "" : pointer));
            DataView scanned = scan(json, query);
            assertThat(scanned.text(0)).isEqualTo(text);
            assertThat(scanned.hash(0)).isEqualTo(text == null ? null : HMAC.hex(text));
        }

        @Test
        void manyPlacesByTheirSlots() {
            DataQuery query = query(List.of("/b", "/a/0", "/b", "/a", "/c", "/a/1/d"));
            DataView scanned = scan("{\"a\":[1,{\"d\":\"x\"}],\"b\":true}", query);
            assertThat(List.of(0, 1, 2, 5)).map(scanned::text).containsExactly("true", "1", "true", "x");
            assertThat(scanned.text(3)).isNull();
            assertThat(scanned.text(4)).isNull();
        }

        @Test
        void insideALargerArray() {
            Bytes larger = Bytes.utf8("[[{\"a\":\"x\",\"\\u0062\":\"y\"}]]");
            DataQuery query = query(List.of("/a", "/b"), "/a", "mask");
            DataView scanned = DataScan.scan(larger.slice(2, larger.length() - 2), List.of(query))
                    .get(0);
            assertThat(scanned.text(0)).isEqualTo("x");
            assertThat(scanned.text(1)).isEqualTo("y");
            assertThat(scanned.data().asUtf8()).isEqualTo("{\"a\":\"***\",\"\\u0062\":\"y\"}");
        }

        @Test
        void whatIsInsideARedactedPlace() {
            DataQuery query = query(List.of("/a/b", "/a/c/1"), "/a", "drop");
            DataView scanned = scan("{\"x\":1,\"a\":{\"b\":2,\"c\":[3,4]},\"y\":5}", query);
            assertThat(scanned.text(0)).isEqualTo("2");
            assertThat(scanned.text(1)).isEqualTo("4");
            assertThat(scanned.data().asUtf8()).isEqualTo("{\"x\":1,\"y\":5}");
        }

        @Test
        void theSameHashThatItLeaves() {
            DataView scanned = scan("{\"a\":\"\\u0065\"}", query(List.of("/a"), "/a", "hash"));
            assertThat(scanned.text(0)).isEqualTo("e");
            assertThat(scanned.data().asUtf8()).isEqualTo("{\"a\":\"" + scanned.hash(0) + "\"}");
        }

        @Test
        void noTextWhereAStringHasNoUtf8() {
            DataView scanned = scan("{\"a\":\"x\\udc00\"}", query(List.of("/a"), "/a", "hash"));
            assertThatThrownBy(() -> scanned.text(0))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("data: the string at /a has an unpaired surrogate, so it cannot be written in UTF-8");
            assertThat(scanned.hash(0)).isEqualTo(HMAC.hex("\"x\\udc00\""));
            assertThat(scanned.data().asUtf8()).isEqualTo("{\"a\":\"" + scanned.hash(0) + "\"}");
        }
    }

    @Nested
    class Refuses {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "{",
                    "{\"a\"}",
                    "{\"a\":1,}",
                    "{\"a\":1 \"b\":2}",
                    "{\"a\":{} \"b\":2}",
                    "{\"a\":{},,\"b\":2}",
                    "[1,]",
                    "[[] []]",
                    "{} {}",
                    "{\"a\":01}",
                    "{\"a\":\"\\x\"}",
                    "nul",
                    "\uFEFF{}"
                })
        void whatIsNotOneJsonValue(String json) {
            for (DataQuery query : List.of(
                    query(List.of()),
                    query(List.of("/a/b", "/b")),
                    query(List.of("/0", "/1/2")),
                    query(List.of(), "/*", "drop"))) {
                assertThatThrownBy(() -> scan(json, query)).isInstanceOfSatisfying(Refusal.class, refused -> {
                    assertThat(refused.reason()).isEqualTo(Refusal.Reason.INVALID_DATA);
                    assertThat(refused).hasMessageMatching("data: cannot be read: the JSON [ -~]+");
                });
            }
        }

        @Test
        void whatIsNotUtf8() {
            Bytes latin1 = Bytes.of(new byte[] {'"', (byte) 0xE9, '"'});
            assertThatThrownBy(() -> DataScan.scan(latin1, List.of()))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("data: cannot be read: the JSON is not well-formed UTF-8");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "{\"a\":1,\"a\":1}|/a|/a",
                    "{\"a\":1,\"x\":{},\"\\u0061\":2}|/a|/a",
                    "{\"a\":{\"b\":1},\"a\":{}}|/a/b|/a",
                    "{\"a\":{\"b\":1},\"a\":2}|/a/b|/a",
                    "{\"a\":null,\"a\":{\"b\":1}}|/a/b|/a",
                    "{\"a\":[{\"b\":1,\"b\":2}]}|/a/0/b|/a/0/b",
                    "{\"\u00e9\":1,\"\u00e9\":2}|/\u00e9|/?",
                })
        void aPlaceThatIsThereTwice(String json, String pointer, String shown) {
            DataQuery query = query(List.of("/other", pointer), pointer, "drop");
            assertThatThrownBy(() -> scan(json, query)).isInstanceOfSatisfying(Refusal.class, refused -> {
                assertThat(refused.reason()).isEqualTo(Refusal.Reason.INVALID_DATA);
                assertThat(refused)
                        .hasMessage("data: has more than one member " + shown
                                + ", so the value to read there is ambiguous");
            });
        }

        @Test
        void nothingOfPlacesThatAreThereTwiceElsewhere() {
            String json = "{\"b\":1,\"b\":2,\"a\":{\"c\":1,\"c\":2,\"d\":3},\"x\":{\"a\":1},\"y\":{\"a\":1}}";
            assertThat(scan(json, query(List.of("/a/d"))).text(0)).isEqualTo("3");
        }
    }

    @Nested
    class Redacts {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "{\"a\":1}|/a|{}",
                    "{ \"a\" : 1 }|/a|{  }",
                    "{\"a\":1,\"b\":2}|/a|{\"b\":2}",
                    "{\"a\":1,\"b\":2}|/b|{\"a\":1}",
                    "{ \"a\" : 1 , \"b\" : 2 }|/a|{  \"b\" : 2 }",
                    "{ \"a\" : 1 , \"b\" : 2 }|/b|{ \"a\" : 1  }",
                    "{\"a\":1,\"b\":2,\"c\":3}|/b|{\"a\":1,\"c\":3}",
                    "{\"a\":1,\"b\":2,\"c\":3}|/*|{}",
                    "{\"a\":1,\"a\":2,\"c\":3}|/a|{\"c\":3}",
                    "{\"a\":1,\"c\":3,\"a\":2}|/a|{\"c\":3}",
                    "{\"c\":3,\"a\":1,\"a\":2,\"d\":4}|/a|{\"c\":3,\"d\":4}",
                    "{\"\\u0061\":1,\"c\":3,\"a\":2}|/a|{\"c\":3}",
                    "[1]|/0|[]",
                    "[1,2,3]|/0|[2,3]",
                    "[1,2,3]|/2|[1,2]",
                    "[ 1 , 2 ]|/*|[   ]",
                    "[1,2,3]|/3|[1,2,3]",
                    "[{\"a\":1},{\"a\":2,\"b\":3},4]|/*/a|[{},{\"b\":3},4]",
                    "{\"x\":{\"a\":1},\"y\":{\"a\":{\"a\":2}}}|/*/a|{\"x\":{},\"y\":{}}",
                    "{\"x\":{\"a\":1,\"z\":{\"a\":[]}},\"b\":1}|/x/*|{\"x\":{},\"b\":1}",
                    "[[[1,2],[3]],[[4,5]]]|/*/*/0|[[[2],[]],[[5]]]",
                    "{\"x\":[],\"a\":1,\"y\":{}}|/a|{\"x\":[],\"y\":{}}",
                    "{\"x\":{\"a\":1},\"a\":2}|/a|{\"x\":{\"a\":1}}",
                })
        void byDropping(String json, String pattern, String left) {
            assertThat(scan(json, query(List.of(), pattern, "drop")).data().asUtf8())
                    .isEqualTo(left);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "{\"a\":1}|/a|{\"a\":\"***\"}",
                    "{\"a\" : null , \"b\":2}|/a|{\"a\" : \"***\" , \"b\":2}",
                    "{\"a\":{\"b\":[1]},\"c\":[]}|/*|{\"a\":\"***\",\"c\":\"***\"}",
                    "{\"a\":\"\\ud800\",\"a\":true}|/a|{\"a\":\"***\",\"a\":\"***\"}",
                    "[1,[2,{\"x\":3}],[4]]|/*/0|[1,[\"***\",{\"x\":3}],[\"***\"]]",
                    "{\"list\":[{\"n\":1,\"k\":2},{\"k\":3}]}|/list/*/k|{\"list\":[{\"n\":1,\"k\":\"***\"},{\"k\":\"***\"}]}",
                })
        void byMasking(String json, String pattern, String left) {
            assertThat(scan(json, query(List.of(), pattern, "mask")).data().asUtf8())
                    .isEqualTo(left);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "\"e\"|e",
                    "\"\\u0065\"|e",
                    "1.0|1.0",
                    "null|null",
                    "false|false",
                    "{ \"a\":1 }|{ \"a\":1 }",
                    "[ ]|[ ]",
                })
        void byHashing(String value, String hashed) {
            assertThat(scan("[" + value + ", 1]", query(List.of(), "/0", "hash"))
                            .data()
                            .asUtf8())
                    .isEqualTo("[\"" + HMAC.hex(hashed) + "\", 1]");
        }

        @Test
        void inSeveralWaysAtOnce() {
            String json = "{\"id\":7,\"customer\":{\"email\":\"e\",\"phone\":\"p\",\"x\":1},\"card\":{\"number\":5}}";
            DataQuery query =
                    query(List.of(), "/customer/email", "hash", "/customer/phone", "drop", "/card/number", "mask");
            assertThat(scan(json, query).data().asUtf8())
                    .isEqualTo("{\"id\":7,\"customer\":{\"email\":\"" + HMAC.hex("e")
                            + "\",\"x\":1},\"card\":{\"number\":\"***\"}}");
        }

        @Test
        void nothingWhereNothingMatches() {
            Bytes json = Bytes.utf8("{\"a\":1}");
            DataQuery query = query(List.of("/a"), "/b", "drop", "/a/x", "mask");
            assertThat(DataScan.scan(json, List.of(query)).get(0).data()).isSameAs(json);
        }

        @Test
        void forEachQueryOnItsOwn() {
            Bytes json = Bytes.utf8("{\"a\":{\"b\":1,\"c\":2},\"d\":[3,4]}");
            List<DataView> scanned = DataScan.scan(
                    json,
                    List.of(
                            query(List.of("/d/1"), "/a/b", "drop"),
                            query(List.of("/a/c")),
                            query(List.of("/a/b"), "/a", "drop", "/d/*", "drop")));
            assertThat(scanned)
                    .extracting(one -> one.data().asUtf8())
                    .containsExactly("{\"a\":{\"c\":2},\"d\":[3,4]}", json.asUtf8(), "{\"d\":[]}");
            assertThat(scanned).extracting(one -> one.text(0)).containsExactly("4", "2", "1");
        }
    }

    @Nested
    class HostileData {

        @Test
        void isReadToTheDepthThatJsonIsReadTo() {
            String deepest = "[".repeat(999) + "]".repeat(999);
            String tooDeep = "[" + deepest + "]";
            for (String pointer : List.of("", "/0", "/0/0/0", "/0".repeat(998), "/0".repeat(999), "/1")) {
                DataQuery query = query(List.of(pointer), "/0".repeat(999), "mask");
                assertThat(scan(deepest, query).text(0)).isNull();
                assertThatThrownBy(() -> scan(tooDeep, query))
                        .isInstanceOf(Refusal.class)
                        .hasMessage("data: cannot be read: the JSON is nested deeper than 1000 levels");
            }
        }

        @Test
        void isRedactedToTheDepthThatJsonIsReadTo() {
            String json = "{\"a\":".repeat(999) + "1" + "}".repeat(999);
            assertThat(scan(json, query(List.of("/a".repeat(999)), "/*".repeat(999), "mask"))
                            .data()
                            .asUtf8())
                    .isEqualTo("{\"a\":".repeat(999) + "\"***\"" + "}".repeat(999));
        }

        @Test
        void growsNoMoreThanSoMuch() {
            String json = "[" + "1,".repeat(20_000) + "1]";
            assertThatThrownBy(() -> scan(json, query(List.of(), "/*", "hash")))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("data: would grow by more than 1048576 bytes when it is redacted");
            assertThat(scan(json, query(List.of(), "/*", "mask")).data().length())
                    .isEqualTo(6 * 20_001 + 1);
        }

        @Test
        void costsAThousandPointersLittle() {
            List<String> pointers = new ArrayList<>();
            StringBuilder json = new StringBuilder("{");
            for (int i = 0; i < 1000; i++) {
                pointers.add("/member" + i);
                json.append("\"member").append(i).append("\":").append(i).append(',');
            }
            json.append("\"x\":0}");
            DataView scanned = scan(json.toString(), query(pointers));
            for (int i = 0; i < 1000; i++) {
                assertThat(scanned.text(i)).isEqualTo(Integer.toString(i));
            }
        }
    }

    private static DataView scan(String json, DataQuery query) {
        return DataScan.scan(Bytes.utf8(json), List.of(query)).get(0);
    }

    /** A query from pointers, and patterns each followed by its redaction. */
    private static DataQuery query(List<String> wanted, String... redactions) {
        Map<JsonPointer, Redaction> compiled = new LinkedHashMap<>();
        for (int i = 0; i < redactions.length; i += 2) {
            compiled.put(
                    JsonPointer.parsePattern(redactions[i]),
                    Redaction.valueOf(redactions[i + 1].toUpperCase(Locale.ROOT)));
        }
        return DataQuery.of(wanted.stream().map(JsonPointer::parse).toList(), compiled, HMAC);
    }
}
