package dev.sluice.ingress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.event.Refusal;
import dev.sluice.ingress.connection.AnswerHeader;
import dev.sluice.ingress.connection.FieldRules;
import dev.sluice.ingress.handshake.Reply;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, which is given once: every later attempt does nothing.
 *
 * <p>Used on the request's event loop only.
 */
final class Exchange {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");
    private static final String TOO_MANY_EVENTS = "too many events are in flight; send this again later";

    private static final CharSequence NO_SNIFFING = HttpHeaders.createOptimized("X-Content-Type-Options");

    /** Smaller heads do not count as bytes in flight. */
    private static final int COMMON_HEAD_BYTES = 4096;

    private final HttpServerRequest request;
    private final Carrier carrier;
    private final Admission admission;
    private final IngressMeters.OfSender meters;
    private final Drain drain;
    private final long headBytes;
    private final long start = System.nanoTime();
    private int admittedEvents;
    private long admittedBytes;
    private boolean published;
    private boolean over;

    Exchange(HttpServerRequest request, Admission admission, IngressMeters.OfSender meters, Drain drain) {
        this.request = request;
        this.carrier = new Carrier(request);
        this.admission = admission;
        this.meters = meters;
        this.drain = drain;
        this.headBytes = FieldRules.headBytes(request);
    }

    HttpServerRequest request() {
        return request;
    }

    /** What carries the request and its answer. */
    Carrier carrier() {
        return carrier;
    }

    /** Takes the request, so that the process does not end before it is over; answers 503 if the process is ending. */
    boolean enter() {
        if (drain.enter(this)) {
            return true;
        }
        refuseAndCloseAfterTheBody(Outcome.DRAINING, "this instance is shutting down; send this again, to another one");
        return false;
    }

    /** Notes that from now on the event may be written, whatever the answer. */
    void published() {
        published = true;
    }

    /** Answers because the process ends now: 504 if the event may be written, otherwise 503. */
    void giveUp() {
        if (published) {
            refuse(Outcome.TIMED_OUT, "this instance is shutting down; the record may still be written");
        } else {
            refuseAndCloseAfterTheBody(
                    Outcome.DRAINING, "this instance is shutting down; send this again, to another one");
            // while a proof is awaited, nobody reads the body, and what is unread at the end could cost the answer
            request.resume();
        }
    }

    /** Answers because the sender waits no longer: 504 if the event may be written, otherwise 503. */
    void expire() {
        if (published) {
            refuse(Outcome.TIMED_OUT, "no acknowledgement in time; the record may still be written");
        } else {
            refuse(Outcome.UNAVAILABLE, "the proof of who sends this took too long; send this again later");
        }
    }

    /** Answers 429 if there is no room for an event now, before its body is read. */
    boolean isRoomForEvents() {
        if (admission.isFull()) {
            refuse(Outcome.OVERLOADED, TOO_MANY_EVENTS);
            return false;
        }
        return true;
    }

    /** Takes places for {@code events} more until the exchange is over; answers 429 if there are none. */
    boolean admitEvents(int events) {
        if (!admission.admitEvents(events, carrier.origin())) {
            refuse(Outcome.OVERLOADED, TOO_MANY_EVENTS);
            return false;
        }
        admittedEvents += events;
        return true;
    }

    /** Takes room for {@code bytes} more until the exchange is over; answers 429 if there is none. */
    boolean admitBytes(long bytes) {
        return count(bytes, admission.admitBytes(bytes));
    }

    /** As {@link #admitBytes}, for a small body that larger ones make room for. */
    boolean admitSmall(long bytes) {
        return count(bytes, admission.admitSmall(bytes));
    }

    private boolean count(long bytes, boolean admitted) {
        if (admitted) {
            admittedBytes += bytes;
        } else {
            refuseBytes();
        }
        return admitted;
    }

    /** Answers 429, because there is no room or others need it more. */
    void refuseBytes() {
        refuse(Outcome.OVERLOADED, "too many bytes are in flight; send this again later");
    }

    /** Takes room for a head that is larger than usual; answers 429 if there is none. */
    boolean admitHead() {
        return headBytes <= COMMON_HEAD_BYTES || admitBytes(headBytes);
    }

    /** What bounds all exchanges together. */
    Admission admission() {
        return admission;
    }

    /** Whether it is answered or abandoned. */
    boolean isOver() {
        return over;
    }

    /** Answers that the sender is done with the event; {@code outcome} says why. */
    void accept(Outcome outcome) {
        if (!over) {
            HttpServerResponse response = answer(outcome);
            if (drain.hasBegun() && carrier.isHttp1()) {
                carrier.closeAfterTheAnswer();
            }
            response.end();
        }
    }

    /** Answers a question, which is no event. */
    void reply(Reply reply) {
        if (!over) {
            HttpServerResponse response = answer(Outcome.of(reply.kind()));
            for (AnswerHeader header : reply.headers()) {
                response.putHeader(header.name(), header.value());
            }
            Reply.Content content = reply.content();
            if (content == null) {
                response.end();
            } else {
                response.putHeader(HttpHeaders.CONTENT_TYPE, content.type())
                        .putHeader(NO_SNIFFING, "nosniff")
                        .end(content.text());
            }
        }
    }

    /** Begins the answer of an exchange that is not over; the caller adds headers and ends it. */
    private HttpServerResponse answer(Outcome outcome) {
        finish(outcome);
        return request.response().setStatusCode(outcome.status());
    }

    /** Answers with the outcome of {@code failure}; an unexpected one is logged and answered 500. */
    void refuse(Throwable failure) {
        if (failure instanceof Refusal invalid) {
            Outcome outcome = Outcome.of(invalid.reason());
            refuse(outcome, invalid.attribute(), invalid.index(), invalid.getMessage(), header(outcome));
        } else if (failure instanceof DeliveryFailure undelivered) {
            refuse(Outcome.of(undelivered.kind()), undelivered.getMessage());
        } else {
            LOG.error("an event was answered 500: this is a defect of Sluice", failure);
            refuse(
                    Outcome.INTERNAL_ERROR,
                    "an unexpected failure; the log of this instance has the details; send this again");
        }
    }

    /** Answers with {@code outcome}; {@code detail} is one line of Sluice's own text. */
    void refuse(Outcome outcome, String detail) {
        refuse(outcome, null, Refusal.NO_INDEX, detail, outcome.header());
    }

    /** The same, with {@code header} instead of the outcome's own; null for none. */
    void refuse(Outcome outcome, String detail, @Nullable AnswerHeader header) {
        refuse(outcome, null, Refusal.NO_INDEX, detail, header);
    }

    /** The header of a refusal: the codings that are supported, if the request has another one. */
    private @Nullable AnswerHeader header(Outcome outcome) {
        return outcome == Outcome.UNSUPPORTED_FORMAT
                        && ContentCoding.of(request.headers().getAll(HttpHeaders.CONTENT_ENCODING)) == null
                ? ContentCoding.ACCEPTED
                : outcome.header();
    }

    private void refuse(
            Outcome outcome, @Nullable String attribute, int index, String detail, @Nullable AnswerHeader header) {
        if (over) {
            return;
        }
        HttpServerResponse response = answer(outcome).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (carrier.mayLackTheBody() || headBytes > COMMON_HEAD_BYTES && !request.isEnded()) {
            carrier.closeAfterTheAnswer();
        }
        if (header != null) {
            response.putHeader(header.name(), header.value());
        }
        if (request.method().equals(HttpMethod.HEAD) && !carrier.isHttp1()) {
            // in HTTP/1 the server leaves the body out
            response.end();
        } else {
            response.end(Problem.json(outcome, attribute, index, detail));
        }
    }

    /** Answers with {@code outcome}, and closes without reading the rest of the request, whose end is unknown. */
    void refuseAndClose(Outcome outcome, String detail) {
        if (!over) {
            carrier.closeAfterTheAnswer();
        }
        refuse(outcome, detail);
    }

    private void refuseAndCloseAfterTheBody(Outcome outcome, String detail) {
        if (!over) {
            carrier.closeAfterTheBody();
        }
        refuse(outcome, detail);
    }

    /**
     * Ends an exchange whose sender was gone before it began, so that the process does not wait for it when it ends.
     */
    void bury() {
        abandon();
        request.response().end();
    }

    /** Ends the exchange without an answer, because nobody is there to read one. */
    void abandon() {
        if (!over) {
            over = true;
            leave(false);
        }
    }

    private void finish(Outcome outcome) {
        over = true;
        leave(outcome == Outcome.TIMED_OUT);
        meters.answered(outcome, System.nanoTime() - start);
    }

    private void leave(boolean isOutcomeUnknown) {
        drain.leave(this, isOutcomeUnknown);
        admission.release(admittedEvents, admittedBytes, carrier.origin());
    }
}
