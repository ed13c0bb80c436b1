package dev.sluice.egress.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.egress.settings.TopicTimes;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class TopicDirectoryTest {

    private static final Throwable MISSING = new TimeoutException("x", new UnknownTopicOrPartitionException("x"));
    private static final Throwable NO_ANSWER = new TimeoutException("x");

    /** What the producer says of each topic: a number of partitions or a failure. */
    private final Map<String, Object> cluster = new HashMap<>();

    private final List<String> asked = new ArrayList<>();
    private final List<String> lookedFor = new ArrayList<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private long now;

    @Test
    void asksForTheTopicsOfTheConfigurationBeforeAnyRecordComes() {
        cluster.put("a", 3);
        cluster.put("b", 5);
        TopicDirectory topics = started(Long.MAX_VALUE, "a", "b");
        assertThat(topics.partitions("a")).isEqualTo(3);
        assertThat(topics.partitions("b")).isEqualTo(5);
        assertThat(topics.whenWritable("a")).isNull();
        assertThat(asked).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void letsTheFirstRecordsWaitForTheFirstAnswerAndRefusesNoneMeanwhile() {
        TopicDirectory topics = started(Long.MAX_VALUE, "a");
        AtomicReference<String> told = new AtomicReference<>("nothing");
        topics.whenWritable("a").subscribe().with(passed -> told.set("passed"), refused -> told.set("refused"));
        runLater();
        assertThat(told).hasValue("nothing");
        cluster.put("a", 1);
        runLater();
        assertThat(told).hasValue("passed");
        assertThat(topics.whenWritable("a")).isNull();
    }

    @Test
    void refusesAtOnceWhileATopicIsMissingAndLetsPassOnceItIsThere() {
        cluster.put("a", MISSING);
        TopicDirectory topics = started(Long.MAX_VALUE, "a");
        isRefused(topics, "a", Kind.REFUSED_BY_KAFKA);
        runLater();
        isRefused(topics, "a", Kind.REFUSED_BY_KAFKA);
        cluster.put("a", 4);
        runLater();
        assertThat(topics.whenWritable("a")).isNull();
        assertThat(topics.partitions("a")).isEqualTo(4);
    }

    @Test
    void givesUpWaitingForTheFirstAnswerWhenThePatienceIsOver() {
        TopicDirectory topics = started(0, "a");
        isRefused(topics, "a", Kind.UNAVAILABLE);
    }

    @Test
    void givesUpWaitingForTheFirstAnswerWhenItIsKnownThatNoBrokerCanBeReached() {
        List<Consumer<Boolean>> questions = new ArrayList<>();
        Breaker breaker = new Breaker(Duration.ofSeconds(30), System::nanoTime, probe(questions), (millis, task) -> {});
        TopicDirectory topics = started(Long.MAX_VALUE, "a");
        topics.dependOn(breaker);
        AtomicReference<String> told = new AtomicReference<>("nothing");
        topics.whenWritable("a").subscribe().with(passed -> told.set("passed"), refused -> told.set("refused"));
        runLater();
        assertThat(told).hasValue("nothing");
        breaker.failed(new TimeoutException("x"));
        questions.remove(0).accept(false);
        runLater();
        assertThat(told).hasValue("refused");
        isRefused(topics, "a", Kind.UNAVAILABLE);
        isRefused(topics, "named by an event", Kind.UNAVAILABLE);
        cluster.put("a", 1);
        runLater();
        assertThat(topics.whenWritable("a")).isNull();
        assertThat(breaker.isOpen()).isFalse();
    }

    private static Breaker.Probe probe(List<Consumer<Boolean>> questions) {
        return new Breaker.Probe() {
            @Override
            public void ask(Consumer<Boolean> answer) {
                questions.add(answer);
            }

            @Override
            public void rest() {
                // nothing to let go of
            }
        };
    }

    @Test
    void keepsTheReasonThatTheProducerGaveLast() {
        cluster.put("a", MISSING);
        TopicDirectory topics = started(0, "a");
        cluster.put("a", NO_ANSWER);
        runLater();
        isRefused(topics, "a", Kind.REFUSED_BY_KAFKA);
    }

    @Test
    void asksForAnotherTopicWithItsFirstRecordAndOnlyOnce() {
        cluster.put("b", 2);
        TopicDirectory topics = started(Long.MAX_VALUE, "a");
        assertThat(topics.whenWritable("b")).isNull();
        assertThat(topics.whenWritable("b")).isNull();
        assertThat(asked).containsExactly("a", "b");
    }

    @Test
    void looksForNoMoreThanAHundredTopicsAtOnceAndStillKnowsThoseItHasFound() {
        cluster.put("good", 1);
        TopicDirectory topics = started(Long.MAX_VALUE, "good");
        for (int i = 0; i < 1000; i++) {
            cluster.put("missing-" + i, NO_ANSWER);
            assertThat(topics.whenWritable("missing-" + i)).isNotNull();
        }
        assertThat(asked).hasSize(101);
        isRefused(topics, "missing-999", Kind.UNAVAILABLE);
        assertThat(topics.whenWritable("good")).isNull();
    }

    /** Else a sender that makes up names would lock out the topics that are there. */
    @Test
    void forgetsATopicThatIsMissingWhereAnotherIsAskedFor() {
        TopicDirectory topics = started(Long.MAX_VALUE);
        for (int i = 0; i < 150; i++) {
            cluster.put("made-up-" + i, MISSING);
            isRefused(topics, "made-up-" + i, Kind.REFUSED_BY_KAFKA);
        }
        assertThat(topics.inQuestion()).isEqualTo(100);
        cluster.put("real", 1);
        assertThat(topics.whenWritable("real")).isNull();
        asked.clear();
        runLater();
        assertThat(asked).hasSizeLessThanOrEqualTo(101);
    }

    @Test
    void asksNoMoreAboutAMissingTopicThatNoEventHasNamedForAMinute() {
        TopicDirectory topics = started(Long.MAX_VALUE);
        cluster.put("made-up", MISSING);
        isRefused(topics, "made-up", Kind.REFUSED_BY_KAFKA);
        pass(Duration.ofSeconds(50));
        isRefused(topics, "made-up", Kind.REFUSED_BY_KAFKA);
        pass(Duration.ofSeconds(50));
        assertThat(topics.inQuestion()).isEqualTo(1);
        pass(Duration.ofSeconds(20));
        assertThat(topics.inQuestion()).isZero();
        asked.clear();
        pass(Duration.ofMinutes(10));
        assertThat(asked).isEmpty();
    }

    @Test
    void forgetsATopicThatEventsNamedOnceNoneHasForFiveMinutes() {
        TopicDirectory topics = started(Long.MAX_VALUE, "literal");
        List.of("literal", "named", "used").forEach(topic -> cluster.put(topic, 3));
        topics.whenWritable("named");
        for (int minute = 0; minute < 10; minute++) {
            assertThat(topics.whenWritable("used")).isNull();
            pass(Duration.ofMinutes(1));
        }
        assertThat(topics.partitions("named")).isZero();
        assertThat(topics.partitions("used")).isEqualTo(3);
        assertThat(topics.partitions("literal")).isEqualTo(3);
        asked.clear();
        assertThat(topics.whenWritable("named")).isNull();
        assertThat(asked).containsExactly("named");
    }

    /** While one is missing, the producer asks every second for all that it has in mind. */
    @Test
    void letsTheProducerHearOfTopicsThatAreThereOnlyOnceSomeWereMissing() {
        TopicDirectory topics = started(Long.MAX_VALUE);
        for (int i = 0; i < 1000; i++) {
            cluster.put("made-up-" + i, MISSING);
            isRefused(topics, "made-up-" + i, Kind.REFUSED_BY_KAFKA);
        }
        assertThat(asked).containsOnlyOnce("made-up-0").hasSize(NamedTopics.MAX_MISSES);
        cluster.put("real", 4);
        assertThat(topics.whenWritable("real")).isNull();
        assertThat(topics.partitions("real")).isEqualTo(4);
        assertThat(lookedFor).containsOnlyOnce("real");
    }

    @Test
    void findsATopicThatWasMissingAndLookedForAside() {
        TopicDirectory topics = started(Long.MAX_VALUE);
        for (int i = 0; i < 20; i++) {
            cluster.put("missing-" + i, MISSING);
            isRefused(topics, "missing-" + i, Kind.REFUSED_BY_KAFKA);
        }
        cluster.put("missing-19", 2);
        runLater();
        assertThat(topics.whenWritable("missing-19")).isNull();
        assertThat(topics.partitions("missing-19")).isEqualTo(2);
    }

    @Test
    void asksTheProducerAtOnceAgainWhenItHasForgottenWhatWasMissing() {
        TopicDirectory topics = started(Long.MAX_VALUE);
        for (int i = 0; i < 20; i++) {
            cluster.put("made-up-" + i, MISSING);
            isRefused(topics, "made-up-" + i, Kind.REFUSED_BY_KAFKA);
        }
        pass(Duration.ofMinutes(1));
        pass(Duration.ofMillis(TopicTimes.of(30_000).producer()));
        lookedFor.clear();
        cluster.put("real", 1);
        assertThat(topics.whenWritable("real")).isNull();
        assertThat(lookedFor).isEmpty();
    }

    @Test
    void forgetsThoseUnusedLongestWhereEventsNameMoreThanTenThousandThatAreThere() {
        TopicDirectory topics = started(Long.MAX_VALUE);
        cluster.put("used", 1);
        for (int i = 0; i <= NamedTopics.MAX_FOUND; i++) {
            cluster.put("real-" + i, 1);
            assertThat(topics.whenWritable("real-" + i)).isNull();
            now += i % 10 == 0 ? 1000 : 0;
            if (i % 100 == 0) {
                topics.whenWritable("used");
            }
        }
        assertThat(topics.partitions("real-0")).isZero();
        assertThat(topics.partitions("real-980")).isZero();
        assertThat(topics.partitions("real-1010")).isEqualTo(1);
        assertThat(topics.partitions("used")).isEqualTo(1);
        assertThat(topics.whenWritable("real-0")).isNull();
    }

    /** As after the process was frozen: the producer may have forgotten the topic before a timer runs. */
    @Test
    void letsNoRecordPassOnAnAnswerThatIsTooOld() {
        TopicDirectory topics = started(Long.MAX_VALUE, "literal");
        List.of("literal", "named").forEach(topic -> cluster.put(topic, 3));
        pass(Duration.ofMinutes(1));
        assertThat(topics.whenWritable("named")).isNull();
        for (String topic : List.of("literal", "named")) {
            now += TopicTimes.of(30_000).valid();
            cluster.put(topic, NO_ANSWER);
            assertThat(topics.whenWritable(topic)).isNotNull();
            cluster.put(topic, 5);
            runLater();
            assertThat(topics.whenWritable(topic)).isNull();
            assertThat(topics.partitions(topic)).isEqualTo(5);
        }
    }

    @Test
    void closesAKnownTopicOnlyWhereADoubtProvesTrue() {
        cluster.put("a", 1);
        TopicDirectory topics = started(Long.MAX_VALUE, "a");
        topics.recheck("a");
        assertThat(topics.whenWritable("a")).isNull();
        cluster.put("a", MISSING);
        topics.recheck("a");
        isRefused(topics, "a", Kind.REFUSED_BY_KAFKA);
    }

    @Test
    void noticesThatATopicHasMorePartitions() {
        cluster.put("a", 1);
        TopicDirectory topics = started(Long.MAX_VALUE, "a");
        cluster.put("a", 6);
        runLater();
        assertThat(topics.partitions("a")).isEqualTo(6);
    }

    @Test
    void asksOnceASpanHoweverManyDoubtsThereAre() {
        cluster.put("a", MISSING);
        TopicDirectory topics = started(Long.MAX_VALUE, "a");
        for (int i = 0; i < 100; i++) {
            topics.recheck("a");
        }
        int before = asked.size();
        runLater();
        assertThat(asked).hasSize(before + 1);
    }

    private TopicDirectory started(long patienceNanos, String... literal) {
        TopicDirectory topics = new TopicDirectory(
                Set.of(literal),
                patienceNanos,
                TopicTimes.of(30_000),
                new TopicState.Clocks(System::nanoTime, () -> now, (millis, task) -> later.add(task)));
        topics.start(
                topic -> {
                    asked.add(topic);
                    return answer(topic);
                },
                topic -> {
                    lookedFor.add(topic);
                    return answer(topic).replaceWithVoid();
                });
        return topics;
    }

    private Uni<Integer> answer(String topic) {
        return cluster.getOrDefault(topic, NO_ANSWER) instanceof Integer partitions
                ? Uni.createFrom().item(partitions)
                : Uni.createFrom().failure((Throwable) cluster.getOrDefault(topic, NO_ANSWER));
    }

    /** Lets so much time pass, in steps that timers are run after. */
    private void pass(Duration span) {
        for (long end = now + span.toMillis(); now < end; now += 1000) {
            runLater();
        }
    }

    /** Runs what was put off until now, but not what that puts off in turn. */
    private void runLater() {
        List<Runnable> due = new ArrayList<>(later);
        later.clear();
        due.forEach(Runnable::run);
    }

    private static void isRefused(TopicDirectory topics, String topic, Kind kind) {
        Uni<Void> whenWritable = topics.whenWritable(topic);
        assertThat(whenWritable).isNotNull();
        assertThatThrownBy(() -> whenWritable.await().indefinitely())
                .isInstanceOfSatisfying(
                        DeliveryFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }
}
