package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingress.connection.AnswerHeader;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README's table of answers, which questions about the endpoint are not in. */
class OutcomeTableTest {

    private static final Pattern ROW = Pattern.compile("\\| (\\d{3}) \\| `([A-Z_]+)` \\| .* \\| (.*) \\|");

    @Test
    void hasEveryOutcomeWithItsStatusAndWhetherToRetryAfterAWhile() throws IOException {
        Map<Outcome, String> told = new EnumMap<>(Outcome.class);
        Matcher row = ROW.matcher(Files.readString(Path.of("README.md")));
        while (row.find()) {
            told.put(
                    Outcome.valueOf(row.group(2)),
                    row.group(1) + " " + row.group(3).contains("`Retry-After`"));
        }
        Map<Outcome, String> actual = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            actual.put(outcome, outcome.status() + " " + isForALaterTime(outcome));
        }
        actual.keySet().removeIf(OutcomeTableTest::isToAQuestion);
        assertThat(told).isEqualTo(actual);
    }

    private static boolean isForALaterTime(Outcome outcome) {
        AnswerHeader header = outcome.header();
        return header != null && header.name() == HttpHeaders.RETRY_AFTER;
    }

    private static boolean isToAQuestion(Outcome outcome) {
        return outcome == Outcome.HANDSHAKE || outcome == Outcome.PROBED || outcome == Outcome.VALIDATED;
    }
}
