package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTest {

    @Test
    void namesAreAsTheyAreWhereThatIsHarmless() {
        assertThat(Shown.name("orders.eu-1_x")).isEqualTo("orders.eu-1_x");
        assertThat(Shown.name("t".repeat(64))).hasSize(64);
    }

    @Test
    void longNamesAreCut() {
        assertThat(Shown.name("tenant." + "x".repeat(240))).isEqualTo("tenant." + "x".repeat(57) + "...");
        assertThat(Shown.text("y".repeat(1000))).hasSize(303);
    }

    @Test
    void nothingWritesALineOfItsOwn() {
        assertThat(Shown.name("a\nERROR b\r\u001b[31m\u00e9\u2028")).isEqualTo("a?ERROR b??[31m??");
        assertThat(Shown.text("Topic a\nb is missing")).isEqualTo("Topic a?b is missing");
    }
}
