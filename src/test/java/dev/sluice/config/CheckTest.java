package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CheckTest {

    @Test
    void hasNoFailureWhereItWorks() {
        assertThat(Check.failure(() -> {})).isNull();
    }

    @Test
    void namesEveryCause() {
        assertThat(Check.failure(() -> {
                    throw new IllegalStateException("no client", new IOException("no file", new Error()));
                }))
                .isEqualTo("IllegalStateException no client; caused by IOException no file; caused by Error");
    }

    @Test
    void tellsOfALibraryThatIsMissingInOneLine() {
        assertThat(Check.failure(() -> {
                    throw new UnsatisfiedLinkError("no\nlibrary");
                }))
                .isEqualTo("UnsatisfiedLinkError no library");
    }
}
