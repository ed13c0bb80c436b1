package dev.sluice.egress.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.delivery.DeliveryFailure.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureLogTest {

    private final AtomicLong now = new AtomicLong();
    private final FailureLog log = new FailureLog(now::get);

    @Test
    void reportsTheFirstFailureAtOnce() {
        assertThat(log.failuresToReport(Kind.UNAVAILABLE)).isEqualTo(1);
    }

    @Test
    void staysSilentForTenSecondsAndThenCountsWhatWasKeptBack() {
        log.failuresToReport(Kind.UNAVAILABLE);
        now.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(log.failuresToReport(Kind.UNAVAILABLE)).isZero();
        assertThat(log.failuresToReport(Kind.UNAVAILABLE)).isZero();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(log.failuresToReport(Kind.UNAVAILABLE)).isEqualTo(3);
    }

    @Test
    void keepsTheKindsApart() {
        log.failuresToReport(Kind.UNAVAILABLE);
        assertThat(log.failuresToReport(Kind.REFUSED_BY_KAFKA)).isEqualTo(1);
    }
}
