package dev.sluice.egress.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ClientLinesTest {

    private static final String SELECTOR = "org.apache.kafka.common.network.Selector";
    private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";

    private final AtomicLong now = new AtomicLong();
    private final ClientLines lines = new ClientLines(now::get);

    private boolean isWritten(String logger, Level level, String text) {
        LogRecord line = new LogRecord(level, text);
        line.setLoggerName(logger);
        return lines.isLoggable(line);
    }

    @Test
    void areWrittenOnceInTenSecondsOfEachKindWhicheverBrokerAndClientTheyAreAbout() {
        assertThat(isWritten(CLIENT, Level.SEVERE, "[Producer clientId=a] Connection to node -1 (b/1:2) failed"))
                .isTrue();
        assertThat(isWritten(CLIENT, Level.SEVERE, "[AdminClient clientId=c] Connection to node 3 (d/3:4) failed"))
                .isFalse();
        assertThat(isWritten(SELECTOR, Level.INFO, "[Producer clientId=a] Failed authentication with b/1.2.3.4"))
                .isTrue();
        now.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(isWritten(SELECTOR, Level.INFO, "[Producer clientId=a] Failed authentication with c/2.3.4.5"))
                .isFalse();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(isWritten(SELECTOR, Level.INFO, "[Producer clientId=a] Failed authentication with b/1.2.3.4"))
                .isTrue();
    }

    @Test
    void doNotHoldBackOthersOfTheSameLogger() {
        isWritten(CLIENT, Level.SEVERE, "[Producer clientId=a] Connection to node -1 (b/1:2) failed");
        assertThat(isWritten(CLIENT, Level.SEVERE, "[Producer clientId=a] Uncaught error in request completion:"))
                .isTrue();
        assertThat(isWritten(CLIENT, Level.WARNING, "[Producer clientId=a] Connection to node 1 (b/1:2) terminated"))
                .isTrue();
    }

    @Test
    void areAllWrittenThatAnOperatorSwitchesOnToLookCloser() {
        for (int i = 0; i < 100; i++) {
            assertThat(isWritten(CLIENT, Level.FINE, "Sending metadata request"))
                    .isTrue();
        }
    }

    @Test
    void takeNoMoreMemoryWhateverTheirWordsAre() {
        int written = 0;
        for (int i = 0; i < 10_000; i++) {
            written += isWritten(CLIENT, Level.INFO, "word" + i) ? 1 : 0;
        }
        assertThat(written).isLessThan(300);
    }

    @Test
    void mayHaveNoText() {
        assertThat(isWritten(CLIENT, Level.INFO, null)).isTrue();
        assertThat(isWritten(CLIENT, Level.INFO, "")).isTrue();
    }
}
