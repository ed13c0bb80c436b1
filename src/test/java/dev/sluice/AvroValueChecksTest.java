package dev.sluice;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class AvroValueChecksTest {

    @Test
    void passOnTheJvm() {
        assertThatCode(AvroValueChecks::checkSample).doesNotThrowAnyException();
    }
}
