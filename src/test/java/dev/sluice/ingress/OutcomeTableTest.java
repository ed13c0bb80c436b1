package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingress.connection.AnswerHeader;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of answers, which questions about the endpoint are not in: that of the page, and its summary. */
class OutcomeTableTest {

    private static final Pattern ROW = Pattern.compile("\\| (\\d{3}) \\| `([A-Z_]+)` \\| .* \\| (.*) \\|");
    private static final Pattern SUMMARY =
            Pattern.compile("^\\| ((?:\\d{3}(?:, )?)+) \\| ((?:`[A-Z_]+`(?:, )?)+) \\|", Pattern.MULTILINE);
    private static final Pattern SECONDS =
            Pattern.compile("^\\| ((?:`[A-Z_]+`(?:, )?)+) \\| (\\d+) to (\\d+) \\|", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("`([A-Z_]+)`");

    @Test
    void hasEveryOutcomeWithItsStatusAndWhetherToRetryAfterAWhile() throws IOException {
        Map<Outcome, String> told = new EnumMap<>(Outcome.class);
        Matcher row = ROW.matcher(Files.readString(Path.of("src/docs/answers.md")));
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

    @Test
    void saysBetweenWhichSecondsToRetry() throws IOException {
        Map<Outcome, String> told = new EnumMap<>(Outcome.class);
        Matcher row = SECONDS.matcher(Files.readString(Path.of("src/docs/answers.md")));
        while (row.find()) {
            Matcher name = NAME.matcher(row.group(1));
            while (name.find()) {
                told.put(Outcome.valueOf(name.group(1)), row.group(2) + " to " + row.group(3));
            }
        }
        Map<Outcome, String> actual = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            RetryAfter retryAfter = outcome.retryAfter();
            if (retryAfter != null) {
                actual.put(outcome, retryAfter.least() + " to " + retryAfter.most());
            }
        }
        assertThat(told).isEqualTo(actual);
    }

    @Test
    void isSummedUpInTheReadmeWithEveryOutcomeAtItsStatus() throws IOException {
        List<String> told = new ArrayList<>();
        Matcher row = SUMMARY.matcher(Files.readString(Path.of("README.md")));
        while (row.find()) {
            Set<String> statuses = new TreeSet<>();
            Matcher name = NAME.matcher(row.group(2));
            while (name.find()) {
                told.add(name.group(1));
                statuses.add(Integer.toString(Outcome.valueOf(name.group(1)).status()));
            }
            assertThat(row.group(1).split(", ")).as(row.group()).containsExactlyElementsOf(statuses);
        }
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Outcome.values())
                        .filter(outcome -> !isToAQuestion(outcome))
                        .map(Outcome::name)
                        .toList());
    }

    private static boolean isToAQuestion(Outcome outcome) {
        return outcome == Outcome.HANDSHAKE || outcome == Outcome.PROBED || outcome == Outcome.VALIDATED;
    }
}
