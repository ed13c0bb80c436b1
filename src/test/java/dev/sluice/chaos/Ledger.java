package dev.sluice.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.chaos.NumberedLoad.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Holds what senders were told against what is in the topic. */
final class Ledger {

    /** A machine that runs three brokers, the load and the function has none to spare. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final List<Answer> answers;
    private final List<String> storedIds;
    private final Set<String> stored;

    private Ledger(List<Answer> answers, List<String> storedIds) {
        this.answers = answers;
        this.storedIds = storedIds;
        this.stored = new HashSet<>(storedIds);
    }

    /** Reads the topic, which has to be whole again. */
    static Ledger of(List<Answer> answers, String bootstrapServers, String topic) {
        try (KafkaTopic log = new KafkaTopic(bootstrapServers, topic)) {
            return new Ledger(
                    answers,
                    log.next().stream()
                            .map(record -> new String(
                                    record.headers().lastHeader("ce_id").value(), UTF_8))
                            .toList());
        }
    }

    /** Every accepted event is stored, and those of one key in the order in which they were accepted. */
    void holdsEveryAcceptedEventInOrder() {
        Map<Integer, List<Answer>> accepted = answers.stream()
                .filter(answer -> answer.status() == 202)
                .collect(Collectors.groupingBy(Answer::sender));
        accepted.forEach((sender, sent) -> {
            List<String> ids = sent.stream()
                    .sorted(Comparator.comparingInt(Answer::number))
                    .map(Answer::id)
                    .toList();
            Set<String> wanted = new HashSet<>(ids);
            List<String> found = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            for (String id : storedIds) {
                if (wanted.contains(id) && seen.add(id)) {
                    found.add(id);
                }
            }
            assertThat(found)
                    .as("accepted events of sender %d, in the log", sender)
                    .isEqualTo(ids);
        });
    }

    /** Nothing that was refused permanently is stored. */
    void holdsNoEventThatWasRefusedPermanently() {
        assertThat(ids(400, 499)).doesNotContainAnyElementsOf(stored);
    }

    /** Nothing is stored twice, because nothing was sent twice. */
    void holdsNoEventTwice() {
        assertThat(duplicates()).isZero();
    }

    /** Whoever got a connection got an answer, and a stored event never goes without one. */
    void leavesNoStoredEventUnanswered() {
        assertThat(ids(NumberedLoad.UNANSWERED, NumberedLoad.UNANSWERED)).doesNotContainAnyElementsOf(stored);
    }

    /** Every answer came within the deadline. */
    void answeredWithin(Duration deadline) {
        assertThat(answers)
                .allSatisfy(
                        answer -> assertThat(Duration.ofNanos(answer.nanos())).isLessThan(deadline.plus(SLACK)));
    }

    private int duplicates() {
        return storedIds.size() - stored.size();
    }

    private List<String> ids(int from, int to) {
        return answers.stream()
                .filter(answer -> answer.status() >= from && answer.status() <= to)
                .map(Answer::id)
                .toList();
    }

    static final String TABLE_HEAD = """
            | what happened | sent | 2xx | stored | duplicates | unknown, of these stored | 503, of these stored | longest | statuses |
            |---|---|---|---|---|---|---|---|---|""";

    /** One line of {@link #TABLE_HEAD}. */
    String line(String what) {
        List<String> unknown = new ArrayList<>(ids(504, 504));
        unknown.addAll(ids(NumberedLoad.UNANSWERED, NumberedLoad.UNANSWERED));
        List<String> unavailable = ids(503, 503);
        long longest = answers.stream().mapToLong(Answer::nanos).max().orElse(0);
        return "| %s | %d | %d | %d | %d | %d, %d | %d, %d | %d ms | %s |"
                .formatted(
                        what,
                        answers.size(),
                        ids(200, 299).size(),
                        stored.size(),
                        duplicates(),
                        unknown.size(),
                        unknown.stream().filter(stored::contains).count(),
                        unavailable.size(),
                        unavailable.stream().filter(stored::contains).count(),
                        Duration.ofNanos(longest).toMillis(),
                        statuses());
    }

    private Map<Integer, Long> statuses() {
        return answers.stream().collect(Collectors.groupingBy(Answer::status, TreeMap::new, Collectors.counting()));
    }
}
