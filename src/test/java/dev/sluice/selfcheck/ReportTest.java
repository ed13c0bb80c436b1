package dev.sluice.selfcheck;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ReportTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(printed, true, UTF_8));

    @Test
    void hasALineForEachPart() {
        report.check("codec gzip", () -> {});
        report.check("codec snappy", () -> {
            throw new UnsatisfiedLinkError("no\nlibrary");
        });
        report.skip("mechanism OAUTHBEARER", "it is not configured");
        report.fail("configuration", "a is wrong");
        assertThat(printed.toString(UTF_8).lines())
                .containsExactly(
                        "ok   codec gzip",
                        "FAIL codec snappy: UnsatisfiedLinkError no library",
                        "skip mechanism OAUTHBEARER: it is not configured",
                        "FAIL configuration: a is wrong");
        assertThat(report.isPassed()).isFalse();
        assertThat(report.summary()).isEqualTo("self-test FAILED: 1 ok, 1 skipped, 2 failed");
    }

    @Test
    void isPassedWhereNothingFails() {
        report.skip("a", "not configured");
        assertThat(report.isPassed()).isTrue();
        assertThat(report.summary()).isEqualTo("self-test passed: 0 ok, 1 skipped, 0 failed");
    }
}
