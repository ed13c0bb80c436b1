package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPatternTest {

    @ParameterizedTest
    @CsvSource({
        "alice, alice, true",
        "alice, alice2, false",
        "alice, Alice, false",
        "system:serviceaccount:shop:*, system:serviceaccount:shop:orders, true",
        "system:serviceaccount:shop:*, system:serviceaccount:shopping:orders, false",
        "*, anybody, true",
        "a*c, abc, false",
        "a*c, a*c, true",
        "'', '', true",
        "'', a, false"
    })
    void meansOneOrAllOfAPrefix(String pattern, String caller, boolean isMeant) {
        assertThat(new TextPattern(pattern).matches(caller)).isEqualTo(isMeant);
    }

    @Test
    void neverMeansWhoHasProvenNothing() {
        assertThat(new TextPattern("*").matches(null)).isFalse();
    }
}
