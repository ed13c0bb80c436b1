package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {

    private final Bytes bytes = Bytes.utf8("0123456789");

    @Test
    void slicesCountFromTheStartOfTheRun() {
        Bytes slice = bytes.slice(2, 8).slice(1, 4);
        assertThat(slice.asUtf8()).isEqualTo("345");
        assertThat(slice.length()).isEqualTo(3);
        assertThat(slice.at(0)).isEqualTo((byte) '3');
        assertThat(slice.array()).isSameAs(bytes.array());
        assertThat(slice.offset()).isEqualTo(3);
    }

    @Test
    void slicesMayBeEmptyAtBothEnds() {
        assertThat(bytes.slice(0, 0).isEmpty()).isTrue();
        assertThat(bytes.slice(10, 10).isEmpty()).isTrue();
        assertThat(bytes.slice(0, 10)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"-1,1", "0,11", "5,4", "11,11", "-2,-1", "0,2147483647"})
    void refusesASliceThatIsNotInside(int start, int end) {
        assertThatThrownBy(() -> bytes.slice(start, end)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.utf8("--0123456789--").slice(2, 12).slice(start, end))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void areEqualWhereTheirBytesAre() {
        Bytes inside = Bytes.utf8("ab0123456789cd").slice(2, 12);
        assertThat(inside).isEqualTo(bytes).hasSameHashCodeAs(bytes);
        assertThat(inside).isNotEqualTo(Bytes.utf8("0123456788"));
        assertThat(inside).isNotEqualTo(bytes.slice(0, 9));
        assertThat(Bytes.empty()).isEqualTo(bytes.slice(4, 4)).hasSameHashCodeAs(bytes.slice(4, 4));
    }

    @Test
    void handOverTheWholeArrayAndCopyAPartOfIt() {
        assertThat(bytes.toArray()).isSameAs(bytes.array());
        assertThat(bytes.slice(0, 9).toArray()).asString(StandardCharsets.UTF_8).isEqualTo("012345678");
        assertThat(bytes.slice(1, 10).toArray())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("123456789");
    }

    @Test
    void showOnlyTheirLength() {
        assertThat(Bytes.utf8("\u20ac")).hasToString("3 bytes");
    }

    @Test
    void replaceMalformedUtf8WhenTheyAreRead() {
        assertThat(Bytes.of(new byte[] {'a', (byte) 0xFF}).asUtf8()).isEqualTo("a\ufffd");
    }
}
