package dev.sluice.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pointer's text means (RFC 6901), and what patterns add to it. */
class JsonPointerTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "/a/", "//", "/a~1b", "/m~0n", "/0", "/*", "/ ", "/\u00e9", "/\ud83d\ude00"})
    void isItsText(String text) {
        JsonPointer pointer = JsonPointer.parse(text);
        assertThat(pointer).hasToString(text);
        assertThat(pointer).isEqualTo(JsonPointer.parse(text)).hasSameHashCodeAs(JsonPointer.parse(text));
    }

    @Test
    void unescapesItsParts() {
        JsonPointer pointer = JsonPointer.parse("/a~1b/~01/~0~1//m~0n");
        assertThat(pointer.size()).isEqualTo(5);
        assertThat(pointer.part(0)).isEqualTo("a/b");
        assertThat(pointer.part(1)).isEqualTo("~1");
        assertThat(pointer.part(2)).isEqualTo("~/");
        assertThat(pointer.part(3)).isEmpty();
        assertThat(pointer.part(4)).isEqualTo("m~n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "#/a", " /a", "a/b", "/a~", "/~2", "/a~/b", "/~~0", "/\ud83d", "/\ude00/a", "$.a", "a\nb"})
    void isRefusedInOneLine(String text) {
        assertThatThrownBy(() -> JsonPointer.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> {
                    assertThat(e.getMessage()).matches("[ -~]{1,200}").contains("is not a JSON Pointer");
                });
        assertThatThrownBy(() -> JsonPointer.parsePattern(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isNoDeeperThanJsonIsRead() {
        assertThat(JsonPointer.parse("/a".repeat(999)).size()).isEqualTo(999);
        assertThatThrownBy(() -> JsonPointer.parse("/a".repeat(1000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("it has more than 999 parts, and deeper JSON is not read");
    }

    @Nested
    class APattern {

        @Test
        void isNotTheWholeDocument() {
            assertThatThrownBy(() -> JsonPointer.parsePattern(""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("is the whole document: name places in it, such as '/*'");
        }

        @Test
        void isAPointerWhereItHasNoStar() {
            assertThat(JsonPointer.parsePattern("/a/b")).isEqualTo(JsonPointer.parse("/a/b"));
            assertThat(JsonPointer.parsePattern("/a/*")).isNotEqualTo(JsonPointer.parse("/a/*"));
        }

        /** It would match nothing, and whoever wrote it would think that the data is redacted. */
        @ParameterizedTest
        @ValueSource(strings = {"/a/**", "/card*", "/*/x*y"})
        void isRefusedWhereAStarIsNotAWholePart(String text) {
            assertThatThrownBy(() -> JsonPointer.parsePattern(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a * stands for a whole part");
        }

        @ParameterizedTest
        @CsvSource({
            "/a, /a, true",
            "/a, /a/b, true",
            "/a/b, /a, false",
            "/a, /b, false",
            "/*, /a, true",
            "/*, /a/b/c, true",
            "/*/b, /a/b, true",
            "/*/b, /a/c, false",
            "/a, /*, false",
            "/*, /*, true",
            "/a/*/c, /a/0/c/d, true",
            "/0, /00, false",
        })
        void coversWhatItNamesAndWhatIsInside(String pattern, String place, boolean covers) {
            assertThat(JsonPointer.parsePattern(pattern).covers(JsonPointer.parsePattern(place)))
                    .isEqualTo(covers);
        }

        @Test
        void coversAMemberThatIsCalledStarByItsStarOnly() {
            assertThat(JsonPointer.parsePattern("/*").covers(JsonPointer.parse("/*")))
                    .isTrue();
            assertThat(JsonPointer.parse("/*").covers(JsonPointer.parse("/a"))).isFalse();
            assertThat(JsonPointer.parse("/*").covers(JsonPointer.parsePattern("/*")))
                    .isFalse();
        }
    }
}
