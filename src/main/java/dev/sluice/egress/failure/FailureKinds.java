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
 * Classifies the failures that Kafka reports, by the types of the exception and its cause, never by their text.
 *
 * <p>An unknown type is {@link Kind#UNAVAILABLE}, so the sender tries again. Stateless.
 */
public final class FailureKinds {

    private FailureKinds() {}

    /** The failure that {@code reported} means, with {@code reported} as its cause. */
    public static DeliveryFailure classify(Throwable reported) {
        if (reported instanceof DeliveryFailure classified) {
            return classified;
        }
        Kind kind = kindOf(reported);
        return new DeliveryFailure(kind, messageOf(kind, reported), reported);
    }

    /**
     * The failure of a record that the client did not take. A timeout becomes {@code UNAVAILABLE}, because nothing was
     * written; any other failure is returned as it is.
     */
    public static Throwable untaken(Throwable reported) {
        return kindOf(reported) == Kind.TIMED_OUT ? classifyUnsent(reported) : reported;
    }

    /**
     * Like {@link #classify}, for a record that was never sent. A timeout is then {@code UNAVAILABLE}, because nothing
     * was written.
     */
    public static DeliveryFailure classifyUnsent(Throwable reported) {
        DeliveryFailure failure = classify(reported);
        return failure.kind() == Kind.TIMED_OUT
                ? new DeliveryFailure(Kind.UNAVAILABLE, messageOf(Kind.UNAVAILABLE, reported), reported)
                : failure;
    }

    /** Whether, as far as the client can tell, nothing at all was heard from the cluster, not even a refusal. */
    public static boolean isConnectionLost(Throwable reported) {
        if (reported instanceof DeliveryFailure classified) {
            Throwable cause = classified.getCause();
            return cause != null && isConnectionLost(cause);
        }
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
     * Whether the client will never send again. That is so after the failures for which its documentation says to close
     * it, and after a bare {@link KafkaException} with a cause, which it then reports for every record.
     */
    public static boolean isFatal(Throwable reported) {
        return reported instanceof ProducerFencedException
                || reported instanceof InvalidPidMappingException
                || reported instanceof IllegalStateException
                || (reported.getClass() == KafkaException.class && reported.getCause() != null);
    }

    /**
     * The refusal of the login or of its certificates by a broker: the failure itself or a cause of it; null for none.
     */
    public static @Nullable AuthenticationException loginRefusal(Throwable reported) {
        for (Throwable cause = reported; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthenticationException refusal) {
                return refusal;
            }
        }
        return null;
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

    /** The refusal that was reported, or that caused a reported timeout; null for none. */
    private static @Nullable Throwable refusalIn(Throwable reported) {
        if (isRefusal(reported)) {
            return reported;
        }
        Throwable cause = reported.getCause();
        return isRefusal(cause) ? cause : null;
    }

    /**
     * Sluice's own text with the name of Kafka's type, because Kafka's text may hold line breaks, addresses or anything
     * else.
     */
    private static String messageOf(Kind kind, Throwable reported) {
        Throwable refusal = refusalIn(reported);
        String type = (refusal == null ? reported : refusal).getClass().getSimpleName();
        return switch (kind) {
            case TOO_LARGE -> "the record is larger than Kafka accepts";
            case INVALID_RECORD -> "the topic does not accept such a record: " + type;
            case REFUSED_BY_KAFKA -> "Kafka refuses the record: " + type;
            case TIMED_OUT -> "Kafka did not acknowledge in time; the record may still be written";
            case UNAVAILABLE -> "Kafka is not available: " + type;
        };
    }
}
