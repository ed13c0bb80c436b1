package dev.sluice.core.delivery;

import org.jspecify.annotations.Nullable;

/**
 * Why a record is not acknowledged: a closed set of kinds. The egress decides the kind from Kafka's exception type; the
 * ingress turns it into a status.
 *
 * <p>The cause is Kafka's own exception, if there is one; there is no stack trace.
 */
public final class DeliveryFailure extends RuntimeException {

    /** What a failure means for a sender that could send the event again. */
    public enum Kind {
        /** The record is larger than the client or the broker accepts, and always will be. */
        TOO_LARGE,
        /** The record's topic does not accept its timestamp, or accepts no record without a key, and never will. */
        INVALID_RECORD,
        /** Brokers, metadata or enough replicas are not available: another attempt may succeed. */
        UNAVAILABLE,
        /** The topic is missing or Sluice may not write to it: the operator has to act. */
        REFUSED_BY_KAFKA,
        /** Kafka did not answer in time: the record may or may not be written. */
        TIMED_OUT
    }

    private final Kind kind;

    /**
     * A failure of {@code kind}, with a message of one line without event data, and what Kafka reported; null if Kafka
     * was not asked.
     */
    public DeliveryFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
    }

    /** Kafka did not acknowledge within the deadline. */
    public static DeliveryFailure timedOut() {
        return new DeliveryFailure();
    }

    private DeliveryFailure() {
        super("no acknowledgement within the deadline; the record may still be written", null, false, false);
        this.kind = Kind.TIMED_OUT;
    }

    /** What the failure means for the sender. */
    public Kind kind() {
        return kind;
    }

    /** One line in printable ASCII. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? kind.name() : message;
    }
}
