package dev.sluice;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class AvroChecksTest {

    @Test
    void passOnTheJvm() {
        assertThatCode(AvroChecks::checkSample).doesNotThrowAnyException();
    }
}
