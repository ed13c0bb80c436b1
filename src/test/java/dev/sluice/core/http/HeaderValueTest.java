package dev.sluice.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no HTTP client would send, and therefore no vector holds; the rest is in the vectors of items 34 to 41. */
class HeaderValueTest {

    @Test
    void refusesEveryByteThatIsNotPrintableAscii() {
        for (char c = 0; c < 256; c++) {
            String value = "a" + c;
            if (c < 0x20 || c > 0x7E) {
                assertThatThrownBy(() -> HeaderValue.decode("ext", value))
                        .isInstanceOf(Refusal.class)
                        .hasMessageStartingWith("ext: ");
            } else if (c != '%') {
                assertThat(HeaderValue.decode("ext", value)).isSameAs(value);
            }
        }
    }

    @Test
    void decodesEveryCodePointThatIsEscaped() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint += codePoint < 0x3000 ? 1 : 97) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                String text = Character.toString(codePoint);
                StringBuilder escaped = new StringBuilder();
                for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                    escaped.append('%')
                            .append(Character.forDigit(b >> 4 & 0xF, 16))
                            .append(Character.forDigit(b & 0xF, 16));
                }
                assertThat(HeaderValue.decode("ext", escaped.toString())).isEqualTo(text);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '>',
            value = {"a > a", "\"a\" > a", "\"\\\"\" > \"", "\"\\%\\4\\1\" > A", "a\\b > a\\b", "a\\\"b > a\\\"b"})
    void undoesQuotesBeforeEscapes(String value, String text) {
        assertThat(HeaderValue.decode("ext", value)).isEqualTo(text);
    }

    @Test
    void returnsAnEmptyValueAsItIs() {
        assertThat(HeaderValue.decode("ext", "")).isEmpty();
        assertThat(HeaderValue.decode("ext", "\"\"")).isEmpty();
    }

    /** Of senders that do not encode. */
    @Nested
    class Raw {

        @ParameterizedTest
        @ValueSource(
                strings = {"", "100% off", "my%20file.png", "%", "%zz", "\"", "\"a\"", "a\\b", "feature%2Fx%20y", " ~"})
        void isTakenAsItIs(String value) {
            assertThat(HeaderValue.raw("ext", value)).isSameAs(value);
        }

        @Test
        void isTheTextOfItsBytes() {
            for (int codePoint = 0xA0;
                    codePoint <= Character.MAX_CODE_POINT;
                    codePoint += codePoint < 0x3000 ? 1 : 97) {
                if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                    String text = "caf" + Character.toString(codePoint) + "%41";
                    String value = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
                    assertThat(HeaderValue.raw("ext", value)).isEqualTo(text);
                }
            }
        }

        @Test
        void isRefusedWithAControlCharacter() {
            for (char c = 0; c < 0x80; c++) {
                String value = "\u00c3\u00a9" + c;
                if (c < 0x20 || c == 0x7F) {
                    assertThatThrownBy(() -> HeaderValue.raw("ext", value))
                            .isInstanceOf(Refusal.class)
                            .hasMessage("ext: must not contain control characters");
                }
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "e9", // Latin-1
                    "636166e920", // the same, with ASCII around it
                    "80", // a continuation alone
                    "c3", // the first of two bytes alone
                    "c341",
                    "e282", // cut off
                    "f09f98",
                    "c080", // overlong forms
                    "c1bf",
                    "e08080",
                    "e09fbf",
                    "f0808080",
                    "f08fbfbf",
                    "eda080", // surrogates
                    "edbfbf",
                    "eda0bdedb880",
                    "f4908080", // above U+10FFFF
                    "f5808080",
                    "fe",
                    "ff"
                })
        void isRefusedWhereItIsNotUtf8(String bytes) {
            String value = new String(HexFormat.of().parseHex(bytes), StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> HeaderValue.raw("ext", value))
                    .isInstanceOf(Refusal.class)
                    .hasMessage("ext: has bytes in its header that are not UTF-8");
        }
    }
}
