package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProcessAgeTest {

    /** The lines are those of proc_pid_stat(5), with a name that has all in it that could mislead. */
    @Test
    void isTheTimeSinceTheStartAsTheKernelCountsIt() {
        String stat = "4711 (a ) 1 (b) R 1 4711 4711 0 -1 4194304 100 0 0 0 5 2 0 0 20 0 18 0 360012 1000 200 184";
        assertThat(ProcessAge.millis("3600.25 7000.00\n", stat)).isEqualTo(130);
    }

    @Test
    void isNeverNegative() {
        String stat = "1 (a) R 1 1 1 0 -1 4194304 100 0 0 0 5 2 0 0 20 0 18 0 360012 1000 200 184";
        assertThat(ProcessAge.millis("3600.11 7000.00\n", stat)).isZero();
    }

    /** The platform's own figure is a second off at most. */
    @Test
    void agreesWithThePlatformToTheSecond() {
        Instant start = ProcessHandle.current().info().startInstant().orElseThrow();
        assertThat(Duration.ofMillis(ProcessAge.millis()))
                .isCloseTo(Duration.between(start, Instant.now()), Duration.ofSeconds(2));
    }
}
