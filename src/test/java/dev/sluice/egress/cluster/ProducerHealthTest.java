package dev.sluice.egress.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProducerHealthTest {

    private static final Exception REFUSED = new KafkaException("x", new SaslAuthenticationException("x"));

    private long now;
    private final ProducerHealth producer = new ProducerHealth(() -> now);

    static List<Exception> fatal() {
        return List.of(
                new ProducerFencedException("x"),
                new KafkaException("in error state", new ClusterAuthorizationException("x")),
                new IllegalStateException("the channel is closed"));
    }

    @ParameterizedTest
    @MethodSource("fatal")
    void isLostAfterSeveralFatalFailures(Exception reported) {
        fail(2, reported);
        assertThat(producer.lostBy()).isEmpty();
        fail(1, reported);
        assertThat(producer.lostBy()).endsWith("Exception");
    }

    static List<Exception> passing() {
        return List.of(
                new TimeoutException("x"),
                new NotEnoughReplicasException("x"),
                new TopicAuthorizationException("x"),
                new KafkaException("x"));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void isNotLostWhateverABrokerIncidentBrings(Exception reported) {
        fail(1000, reported);
        assertThat(producer.lostBy()).isEmpty();
    }

    @Test
    void forgetsFailuresWithAnAcknowledgement() {
        fail(2, new ProducerFencedException("x"));
        producer.acknowledged();
        fail(2, new ProducerFencedException("x"));
        assertThat(producer.lostBy()).isEmpty();
    }

    @Test
    void isLostOnceItsLoginHasBeenRefusedForMinutes() {
        refuseLogins(4);
        assertThat(producer.lostBy()).isEmpty();
        refuseLogins(2);
        assertThat(producer.lostBy()).contains("login");
        producer.acknowledged();
        assertThat(producer.lostBy()).isEmpty();
    }

    @Test
    void isNotLostWhereRecordsAreAcknowledgedBetweenRefusedLogins() {
        refuseLogins(4);
        producer.acknowledged();
        refuseLogins(4);
        assertThat(producer.lostBy()).isEmpty();
    }

    @Test
    void isNotLostByRefusedLoginsLongAgo() {
        refuseLogins(1);
        now += Duration.ofMinutes(60).toNanos();
        refuseLogins(1);
        assertThat(producer.lostBy()).isEmpty();
    }

    /** One a minute. */
    private void refuseLogins(int minutes) {
        for (int i = 0; i < minutes; i++) {
            now += Duration.ofMinutes(1).toNanos();
            producer.questionFailed(REFUSED);
        }
    }

    private void fail(int times, Exception reported) {
        for (int i = 0; i < times; i++) {
            producer.failed(reported);
        }
    }
}
