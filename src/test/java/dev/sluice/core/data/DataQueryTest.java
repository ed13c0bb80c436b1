package dev.sluice.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which queries there are, and which redaction holds where several could. */
class DataQueryTest {

    @Nested
    class IsRefused {

        @ParameterizedTest
        @CsvSource({
            "/a/b, /a",
            "/a/b/c, /a",
            "/a/b, /*",
            "/*/b, /*",
            "/a/*/c, /*/*",
            "/items/0/name, /items/*",
        })
        void whereARedactionLiesInsideAnother(String inner, String outer) {
            assertThatThrownBy(() -> query(inner, Redaction.MASK, outer, Redaction.DROP))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the redaction of '" + inner + "' is inside that of '" + outer
                            + "'; leave one of the two out");
        }

        @Test
        void whereTheWholeDocumentIsRedacted() {
            assertThatThrownBy(() -> query("", Redaction.MASK))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'' is the whole document, which cannot be redacted");
        }

        @Test
        void whereAHashHasNoSecret() {
            Map<JsonPointer, Redaction> hash = Map.of(JsonPointer.parse("/a"), Redaction.HASH);
            assertThatThrownBy(() -> DataQuery.of(List.of(), hash, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the redaction hash of '/a' needs a secret");
        }

        @Test
        void whereAWantedPointerIsAPattern() {
            List<JsonPointer> pattern = List.of(JsonPointer.parsePattern("/a/*"));
            assertThatThrownBy(() -> DataQuery.of(pattern, Map.of(), null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("'/a/*' may name several places, so no single value can be read from it");
        }

        @Test
        void wherePatternsMultiply() {
            Map<JsonPointer, Redaction> redactions = new LinkedHashMap<>();
            for (int i = 0; i < 24; i++) {
                String pattern = "/*".repeat(i) + "/x" + "/*".repeat(24 - i);
                redactions.put(JsonPointer.parsePattern(pattern), Redaction.MASK);
            }
            assertThatThrownBy(() -> DataQuery.of(List.of(), redactions, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("too many combinations");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/a/b, /*/b",
        "/a/b, /a/*",
        "/a/b, /*/*",
        "/*/b, /*/*",
        "/a/*, /*/*",
        "/a/*, /*/b",
    })
    void theNarrowerOfTwoPatternsHolds(String narrow, String wide) {
        Bytes json = Bytes.utf8("{\"a\":{\"b\":1}}");
        for (DataQuery query : List.of(
                query(narrow, Redaction.MASK, wide, Redaction.DROP),
                query(wide, Redaction.DROP, narrow, Redaction.MASK))) {
            assertThat(redacted(json, query).asUtf8()).isEqualTo("{\"a\":{\"b\":\"***\"}}");
        }
    }

    @ParameterizedTest
    @CsvSource({"/*/b, /a", "/*/b/c, /a", "/*/*/c, /a/b"})
    void theOuterOfTwoPatternsHoldsWhereTheyMeet(String inner, String outer) {
        Bytes json = Bytes.utf8("{\"a\":{\"b\":{\"c\":1}}}");
        Bytes outerAlone = redacted(json, query(outer, Redaction.MASK));
        assertThat(redacted(json, query(inner, Redaction.DROP, outer, Redaction.MASK)))
                .isEqualTo(outerAlone)
                .isNotEqualTo(json);
    }

    @Test
    void redactsWhereTheOuterPatternIsNot() {
        Bytes json = Bytes.utf8("{\"a\":{\"b\":1},\"x\":{\"b\":1,\"c\":2}}");
        assertThat(redacted(json, query("/*/b", Redaction.DROP, "/a", Redaction.MASK))
                        .asUtf8())
                .isEqualTo("{\"a\":\"***\",\"x\":{\"c\":2}}");
    }

    @Test
    void saysWhetherItRedacts() {
        assertThat(query("/a", Redaction.DROP).redacts()).isTrue();
        assertThat(DataQuery.of(List.of(JsonPointer.parse("/a")), Map.of(), null)
                        .redacts())
                .isFalse();
    }

    private static Bytes redacted(Bytes json, DataQuery query) {
        return DataScan.scan(json, List.of(query)).get(0).data();
    }

    private static DataQuery query(String pattern, Redaction redaction) {
        return DataQuery.of(List.of(), Map.of(pattern(pattern), redaction), null);
    }

    private static DataQuery query(String first, Redaction one, String second, Redaction other) {
        Map<JsonPointer, Redaction> redactions = new LinkedHashMap<>();
        redactions.put(pattern(first), one);
        redactions.put(pattern(second), other);
        return DataQuery.of(List.of(), redactions, null);
    }

    private static JsonPointer pattern(String text) {
        return text.isEmpty() ? JsonPointer.parse(text) : JsonPointer.parsePattern(text);
    }
}
