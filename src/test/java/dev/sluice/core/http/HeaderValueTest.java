package dev.sluice.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.Refusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
