package dev.sluice.egress.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BreakerTest {

    private final AtomicLong now = new AtomicLong();
    private final List<Runnable> later = new ArrayList<>();
    private final List<Consumer<Boolean>> questions = new ArrayList<>();
    private final Breaker breaker = breaker();

    @BeforeEach
    void start() {
        breaker.start();
        breaker.reached();
    }

    @Nested
    class OfAProcessThatHasJustStarted {

        private final Breaker started = breaker();

        @BeforeEach
        void start() {
            started.start();
        }

        @Test
        void opensWithoutAnyRecordWhereNoClusterAnswers() {
            pass(Duration.ofSeconds(1));
            assertThat(started.isOpen()).isFalse();
            answer(false);
            assertThat(started.isOpen()).isTrue();
        }

        @Test
        void asksNothingWhereTheProducerHasHeardOfTheCluster() {
            started.reached();
            pass(Duration.ofSeconds(1));
            assertThat(questions).isEmpty();
        }

        @Test
        void staysClosedWhereTheProducerHearsOfTheClusterBeforeTheProbe() {
            pass(Duration.ofSeconds(1));
            now.addAndGet(1);
            started.reached();
            answer(false);
            assertThat(started.isOpen()).isFalse();
        }
    }

    @Test
    void opensWhereNoRecordIsAcknowledgedAndTheClusterDoesNotAnswerEither() {
        breaker.emitted();
        pass(Duration.ofSeconds(2));
        assertThat(questions).hasSize(1);
        assertThat(breaker.refusal()).isNull();
        answer(false);
        assertThat(breaker.refusal()).isNotNull();
    }

    @Test
    void staysClosedWhereRecordsAreSlowButTheClusterAnswers() {
        breaker.emitted();
        pass(Duration.ofSeconds(2));
        answer(true);
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void asksNothingWhileRecordsAreHeardOfOrThereAreNone() {
        pass(Duration.ofHours(1));
        breaker.emitted();
        pass(Duration.ofMillis(900));
        breaker.emitted();
        breaker.acknowledged();
        pass(Duration.ofMillis(900));
        assertThat(questions).isEmpty();
    }

    static List<Exception> failuresOfTheConnection() {
        return List.of(new TimeoutException("x"), new DisconnectException("x"));
    }

    @ParameterizedTest
    @MethodSource("failuresOfTheConnection")
    void asksTheClusterAtOnceWhereAConnectionFails(Exception reported) {
        breaker.emitted();
        breaker.failed(reported);
        assertThat(questions).hasSize(1);
    }

    static List<Exception> failuresOfARecord() {
        return List.of(
                new NotEnoughReplicasException("x"),
                new RecordTooLargeException("x"),
                new TopicAuthorizationException("x"));
    }

    @ParameterizedTest
    @MethodSource("failuresOfARecord")
    void asksNothingWhereTheOnlyRecordIsRefused(Exception reported) {
        breaker.emitted();
        breaker.failed(reported);
        pass(Duration.ofMinutes(1));
        assertThat(questions).isEmpty();
        assertThat(breaker.isOpen()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("failuresOfARecord")
    void takesNoRefusedRecordForASignOfLife(Exception reported) {
        breaker.emitted();
        pass(Duration.ofMillis(900));
        refuse(reported);
        pass(Duration.ofMillis(900));
        refuse(reported);
        answer(false);
        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void closesWithTheFirstAnswer() {
        open();
        pass(Duration.ofMillis(300));
        answer(false);
        assertThat(breaker.isOpen()).isTrue();
        pass(Duration.ofMillis(300));
        answer(true);
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void closesWithAnAcknowledgementOfARecordThatWasInFlight() {
        open();
        breaker.acknowledged();
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void staysClosedWhereARecordIsAcknowledgedWhileTheClusterIsAsked() {
        breaker.emitted();
        breaker.emitted();
        pass(Duration.ofSeconds(2));
        now.addAndGet(1);
        breaker.acknowledged();
        answer(false);
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void asksOneQuestionAtATime() {
        for (int i = 0; i < 100; i++) {
            breaker.emitted();
            breaker.failed(new TimeoutException("x"));
        }
        assertThat(questions).hasSize(1);
    }

    private Breaker breaker() {
        return new Breaker(
                Duration.ofSeconds(30),
                now::get,
                new Breaker.Probe() {
                    @Override
                    public void ask(Consumer<Boolean> answer) {
                        questions.add(answer);
                    }

                    @Override
                    public void rest() {
                        // nothing to let go of
                    }
                },
                (millis, task) -> later.add(task));
    }

    private void refuse(Exception reported) {
        breaker.emitted();
        breaker.failed(reported);
    }

    private void open() {
        breaker.emitted();
        breaker.emitted();
        breaker.failed(new TimeoutException("x"));
        answer(false);
        assertThat(breaker.isOpen()).isTrue();
    }

    /** Answers the question that was asked last. */
    private void answer(boolean answered) {
        questions.remove(questions.size() - 1).accept(answered);
    }

    /** Lets time pass, and then runs what was put off until now. */
    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
        List<Runnable> due = new ArrayList<>(later);
        later.clear();
        due.forEach(Runnable::run);
    }
}
