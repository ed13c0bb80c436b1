package dev.sluice.egress.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureKindsTest {

    static Stream<Arguments> kinds() {
        return Stream.of(
                arguments(new RecordTooLargeException("x"), Kind.TOO_LARGE),
                arguments(new RecordBatchTooLargeException("x"), Kind.TOO_LARGE),
                arguments(new TopicAuthorizationException("x"), Kind.REFUSED_BY_KAFKA),
                arguments(new ClusterAuthorizationException("x"), Kind.REFUSED_BY_KAFKA),
                arguments(new SaslAuthenticationException("x"), Kind.REFUSED_BY_KAFKA),
                arguments(new SslAuthenticationException("x"), Kind.REFUSED_BY_KAFKA),
                arguments(new InvalidTimestampException("x"), Kind.INVALID_RECORD),
                arguments(new InvalidRecordException("x"), Kind.INVALID_RECORD),
                arguments(new InvalidTopicException("x"), Kind.REFUSED_BY_KAFKA),
                arguments(new UnsupportedVersionException("x"), Kind.REFUSED_BY_KAFKA),
                arguments(new UnknownTopicOrPartitionException("x"), Kind.REFUSED_BY_KAFKA),
                arguments(
                        new TimeoutException("no metadata", new UnknownTopicOrPartitionException("x")),
                        Kind.REFUSED_BY_KAFKA),
                arguments(new TimeoutException("expired"), Kind.TIMED_OUT),
                arguments(new BufferExhaustedException("x"), Kind.UNAVAILABLE),
                arguments(new NotEnoughReplicasException("x"), Kind.UNAVAILABLE),
                arguments(new NotEnoughReplicasAfterAppendException("x"), Kind.UNAVAILABLE),
                arguments(new NotLeaderOrFollowerException("x"), Kind.UNAVAILABLE),
                arguments(new NetworkException("x"), Kind.UNAVAILABLE),
                arguments(new DisconnectException("x"), Kind.UNAVAILABLE),
                arguments(new CorruptRecordException("x"), Kind.UNAVAILABLE),
                arguments(new UnknownServerException("x"), Kind.UNAVAILABLE),
                arguments(new KafkaException("x"), Kind.UNAVAILABLE),
                arguments(new IllegalStateException("x"), Kind.UNAVAILABLE));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void decidesByTypeAndKeepsTheCause(Throwable reported, Kind kind) {
        DeliveryFailure failure = FailureKinds.classify(reported);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasCause(reported);
    }

    @Test
    void putsNothingOfKafkasOwnTextIntoTheMessage() {
        DeliveryFailure failure = FailureKinds.classify(new NetworkException("host 10.1.2.3\nsecret"));
        assertThat(failure.getMessage()).isEqualTo("Kafka is not available: NetworkException");
    }

    @Test
    void leavesNothingUnknownAboutARecordThatWasNeverSent() {
        assertThat(FailureKinds.classifyUnsent(new TimeoutException("x")).kind())
                .isEqualTo(Kind.UNAVAILABLE);
        assertThat(FailureKinds.classifyUnsent(new TopicAuthorizationException("x"))
                        .kind())
                .isEqualTo(Kind.REFUSED_BY_KAFKA);
    }

    @Test
    void leavesWhatTheClientRefusesAtOnceAsItIsUnlessThatIsATimeout() {
        assertThat(FailureKinds.untaken(new TimeoutException("not present in metadata")))
                .isInstanceOfSatisfying(
                        DeliveryFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE));
        Exception fatal = new KafkaException("in an error state", new ClusterAuthorizationException("x"));
        assertThat(FailureKinds.untaken(fatal)).isSameAs(fatal);
    }

    @Test
    void knowsALostConnectionAlsoWhereItIsClassified() {
        assertThat(FailureKinds.isConnectionLost(FailureKinds.untaken(new TimeoutException("x"))))
                .isTrue();
        assertThat(FailureKinds.isConnectionLost(FailureKinds.classify(new NotEnoughReplicasException("x"))))
                .isFalse();
        assertThat(FailureKinds.isConnectionLost(new DeliveryFailure(Kind.UNAVAILABLE, "ours", null)))
                .isFalse();
    }

    @Test
    void namesTheMissingTopicAndNotTheTimeOutItCaused() {
        DeliveryFailure failure =
                FailureKinds.classify(new TimeoutException("x", new UnknownTopicOrPartitionException("x")));
        assertThat(failure.getMessage()).isEqualTo("Kafka refuses the record: UnknownTopicOrPartitionException");
    }

    @Test
    void leavesAFailureThatIsClassifiedAlreadyAsItIs() {
        DeliveryFailure timedOut = DeliveryFailure.timedOut();
        assertThat(FailureKinds.classify(timedOut)).isSameAs(timedOut);
    }
}
