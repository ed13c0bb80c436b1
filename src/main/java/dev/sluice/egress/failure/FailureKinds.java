package dev.sluice.egress.failure;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.BrokerNotAvailableException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidRequiredAcksException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebootstrapRequiredException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a failure that Kafka reported means, by its type and that of its cause, never by its text.
 *
 * <p>Complete: a type that is not known is {@link Kind#UNAVAILABLE}, so the sender tries again. Stateless.
 */
public final class FailureKinds {

    private FailureKinds() {}

    /** The failure that {@code reported}, which becomes its cause, amounts to. */
    public static DeliveryFailure classify(Throwable reported) {
        if (reported instanceof DeliveryFailure classified) {
            return classified;
        }
        Kind kind = kindOf(reported);
        return new DeliveryFailure(kind, messageOf(kind, reported), reported);
    }

    /** The same for a record that was never sent: then a timeout leaves nothing unknown. */
    public static DeliveryFailure classifyUnsent(Throwable reported) {
        DeliveryFailure failure = classify(reported);
        return failure.kind() == Kind.TIMED_OUT
                ? new DeliveryFailure(Kind.UNAVAILABLE, messageOf(Kind.UNAVAILABLE, reported), reported)
                : failure;
    }

    /** Whether nothing at all was heard of the cluster, as far as the client can tell, rather than a refusal by it. */
    public static boolean isConnectionLost(Throwable reported) {
        return switch (kindOf(reported)) {
            case TIMED_OUT -> true;
            case UNAVAILABLE ->
                reported instanceof DisconnectException
                        || reported instanceof NetworkException
                        || reported instanceof BrokerNotAvailableException
                        || reported instanceof RebootstrapRequiredException;
            case TOO_LARGE, INVALID_RECORD, REFUSED_BY_KAFKA -> false;
        };
    }

    /**
     * Whether the client will never send again: the kinds of failure that its documentation tells to close it after,
     * and the bare type with a cause, which it reports from then on.
     */
    public static boolean isFatal(Throwable reported) {
        return reported instanceof ProducerFencedException
                || reported instanceof InvalidPidMappingException
                || reported instanceof IllegalStateException
                || (reported.getClass() == KafkaException.class && reported.getCause() != null);
    }

    private static Kind kindOf(Throwable reported) {
        if (reported instanceof RecordTooLargeException || reported instanceof RecordBatchTooLargeException) {
            return Kind.TOO_LARGE;
        }
        if (reported instanceof InvalidTimestampException || reported instanceof InvalidRecordException) {
            return Kind.INVALID_RECORD;
        }
        if (refusalIn(reported) != null) {
            return Kind.REFUSED_BY_KAFKA;
        }
        if (reported instanceof BufferExhaustedException) {
            return Kind.UNAVAILABLE;
        }
        if (reported instanceof TimeoutException) {
            return Kind.TIMED_OUT;
        }
        return Kind.UNAVAILABLE;
    }

    private static boolean isRefusal(@Nullable Throwable reported) {
        return reported instanceof AuthorizationException
                || reported instanceof AuthenticationException
                || reported instanceof UnknownTopicOrPartitionException
                || reported instanceof InvalidTopicException
                || reported instanceof UnsupportedVersionException
                || reported instanceof InvalidRequiredAcksException
                || reported instanceof UnsupportedCompressionTypeException
                || reported instanceof UnsupportedForMessageFormatException
                || reported instanceof PolicyViolationException
                || reported instanceof SecurityDisabledException;
    }

    /** The refusal that was reported, or that a reported timeout came from; null for none. */
    private static @Nullable Throwable refusalIn(Throwable reported) {
        if (isRefusal(reported)) {
            return reported;
        }
        Throwable cause = reported.getCause();
        return isRefusal(cause) ? cause : null;
    }

    /** Ours, with the name of Kafka's type: its own texts may hold lines, addresses or anything else. */
    private static String messageOf(Kind kind, Throwable reported) {
        Throwable refusal = refusalIn(reported);
        String type = (refusal == null ? reported : refusal).getClass().getSimpleName();
        return switch (kind) {
            case TOO_LARGE -> "the record is larger than Kafka takes";
            case INVALID_RECORD -> "the topic does not take such a record: " + type;
            case REFUSED_BY_KAFKA -> "Kafka refuses the record: " + type;
            case TIMED_OUT -> "Kafka did not acknowledge in time; the record may still be written";
            case UNAVAILABLE -> "Kafka is not available: " + type;
        };
    }
}
