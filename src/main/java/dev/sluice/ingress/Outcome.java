package dev.sluice.ingress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Refusal;
import dev.sluice.ingress.connection.AnswerHeader;
import dev.sluice.ingress.connection.Breach;
import dev.sluice.ingress.handshake.Reply;
import dev.sluice.ingress.handshake.Webhook;
import org.jspecify.annotations.Nullable;

/**
 * Every outcome of a request and its status; the only place with status numbers.
 *
 * <p>408, 429 and 5xx except 505 tell a sender to send this again later; any other 4xx tells it never to. 404 and 405
 * are only for requests that never were events, because a Knative broker repeats an event after 404.
 */
@SuppressWarnings("ImmutableEnumChecker") // a header is a record of two texts
enum Outcome {
    /** All records of the event are acknowledged by all in-sync replicas. */
    ACCEPTED(202),
    /** The event, or one of the batch, is refused permanently and stored in the rejects topic. */
    PARKED(202),
    /** The event, or every one of the batch, was stored before and is not stored again. */
    DUPLICATE(202),
    /** No route takes the event, and the configuration ignores such events. */
    IGNORED(202),
    /** Answers a question about this endpoint: what it takes, and who may send to it. */
    HANDSHAKE(204),
    /** Gives Event Grid's validation code back. */
    VALIDATED(200),
    /** Answers a Knative network probe. */
    PROBED(200),
    /** The request is not a CloudEvent, or cannot be read. */
    MALFORMED(400),
    /** An attribute is missing or breaks a rule. */
    INVALID_ATTRIBUTE(400),
    /** The data contradicts its content type. */
    INVALID_DATA(400),
    /** No topic takes the event. */
    UNROUTABLE(400),
    /** A key is required and there is none. */
    KEYLESS(400),
    /** The topic does not accept a record like the event's. */
    INVALID_RECORD(400),
    /** The caller does not prove who it is; a header of the sender's own says how it can. */
    UNAUTHENTICATED(401),
    /** The caller may not send this event. */
    FORBIDDEN(403),
    /** This path takes no events. */
    NOT_FOUND(404),
    /** Only POST sends events. */
    METHOD_NOT_ALLOWED(405, Webhook.ALLOWED_METHODS),
    /** The head or the body did not arrive in time; what arrived is dropped. */
    INCOMPLETE(408),
    /** The body or the record exceeds its limit. */
    TOO_LARGE(413),
    /** The request line exceeds its limit. */
    TARGET_TOO_LONG(414),
    /** The event format or the content coding is not supported. */
    UNSUPPORTED_FORMAT(415),
    /** Too many events or bytes are in flight, or too many connections are open. */
    OVERLOADED(429, new RetryAfter(1, 4)),
    /** The header fields exceed their limit. */
    HEAD_TOO_LARGE(431),
    /** A defect of Sluice; never on purpose. */
    INTERNAL_ERROR(500),
    /** Kafka is not available now. */
    UNAVAILABLE(503, new RetryAfter(2, 9)),
    /** Kafka refuses what this instance sends until an operator acts. */
    REFUSED_BY_KAFKA(503, new RetryAfter(30, 60)),
    /** This instance is shutting down; another one can take the event. */
    DRAINING(503, new RetryAfter(1, 4)),
    /** No acknowledgement within the deadline: the record may still be written. */
    TIMED_OUT(504, new RetryAfter(2, 9)),
    /** The version of HTTP is not supported. */
    UNSUPPORTED_VERSION(505);

    private final int status;
    private final @Nullable AnswerHeader header;
    private final @Nullable RetryAfter retryAfter;

    Outcome(int status) {
        this(status, null, null);
    }

    Outcome(int status, AnswerHeader header) {
        this(status, header, null);
    }

    Outcome(int status, RetryAfter retryAfter) {
        this(status, null, retryAfter);
    }

    Outcome(int status, @Nullable AnswerHeader header, @Nullable RetryAfter retryAfter) {
        this.status = status;
        this.header = header;
        this.retryAfter = retryAfter;
    }

    /** The HTTP status. */
    int status() {
        return status;
    }

    /** The header that the status needs, for one answer; null for none. */
    @Nullable
    AnswerHeader header() {
        return retryAfter == null ? header : retryAfter.draw();
    }

    /** When to send it again; null where there is no time to wait for. */
    @Nullable
    RetryAfter retryAfter() {
        return retryAfter;
    }

    static Outcome of(Result.State state) {
        return switch (state) {
            case PUBLISHED -> ACCEPTED;
            case PARKED -> PARKED;
            case DUPLICATE -> DUPLICATE;
            case IGNORED -> IGNORED;
        };
    }

    static Outcome of(Refusal.Reason reason) {
        return switch (reason) {
            case MALFORMED -> MALFORMED;
            case INVALID_ATTRIBUTE -> INVALID_ATTRIBUTE;
            case INVALID_DATA -> INVALID_DATA;
            case UNSUPPORTED_FORMAT -> UNSUPPORTED_FORMAT;
            case UNROUTABLE -> UNROUTABLE;
            case KEYLESS -> KEYLESS;
            case TOO_LARGE -> TOO_LARGE;
            case UNAUTHENTICATED -> UNAUTHENTICATED;
            case FORBIDDEN -> FORBIDDEN;
        };
    }

    static Outcome of(Reply.Kind question) {
        return switch (question) {
            case CONSENT -> HANDSHAKE;
            case VALIDATION -> VALIDATED;
            case PROBE -> PROBED;
        };
    }

    static Outcome of(Breach breach) {
        return switch (breach) {
            case MALFORMED -> MALFORMED;
            case TARGET_TOO_LONG -> TARGET_TOO_LONG;
            case HEAD_TOO_LARGE -> HEAD_TOO_LARGE;
            case UNSUPPORTED_VERSION -> UNSUPPORTED_VERSION;
            case INCOMPLETE -> INCOMPLETE;
            case OVERLOADED -> OVERLOADED;
        };
    }

    static Outcome of(DeliveryFailure.Kind kind) {
        return switch (kind) {
            case TOO_LARGE -> TOO_LARGE;
            case INVALID_RECORD -> INVALID_RECORD;
            case UNAVAILABLE -> UNAVAILABLE;
            case REFUSED_BY_KAFKA -> REFUSED_BY_KAFKA;
            case TIMED_OUT -> TIMED_OUT;
        };
    }
}
