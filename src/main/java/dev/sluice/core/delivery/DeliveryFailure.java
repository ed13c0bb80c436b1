package dev.sluice.core.delivery;

import org.jspecify.annotations.Nullable;

/**
 * Why a record is not acknowledged: a closed set of kinds, decided from Kafka's exception types in the egress and
 * turned into a status in the ingress, which do not know each other.
 *
 * <p>Carries Kafka's own exception as its cause, and no stack trace of its own.
 */
public final class DeliveryFailure extends RuntimeException {

    /** What a failure means for whoever could send the event again. */
    public enum Kind {
        /** The record is larger than the client or the broker takes: it never will be taken. */
        TOO_LARGE,
        /**
         * The record has a timestamp, or lacks a key, that its topic does not take: it never will be taken as it is.
         */
        INVALID_RECORD,
        /** Brokers, metadata or enough replicas are away: another attempt may succeed. */
        UNAVAILABLE,
        /** The topic is missing or Sluice is not allowed to write: the operator has to act. */
        REFUSED_BY_KAFKA,
        /** Nothing was heard in time: the record may or may not be written. */
        TIMED_OUT
    }

    private final Kind kind;

    /** A failure of one kind, told in one line without event data, with what Kafka reported, if it was asked. */
    public DeliveryFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.kind = kind;
    }

    /** No acknowledgement within the deadline. */
    public static DeliveryFailure timedOut() {
        return new DeliveryFailure();
    }

    private DeliveryFailure() {
        super("no acknowledgement within the deadline; the record may still be written", null, false, false);
        this.kind = Kind.TIMED_OUT;
    }

    /** What the failure means. */
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
