package dev.sluice.ingress;

import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.kafka.DeliveryFailure;
import io.vertx.core.http.HttpHeaders;
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

    private final HttpServerRequest request;
    private final IngressMeters meters;
    private final long start = System.nanoTime();
    private boolean counted;
    private boolean over;

    Exchange(HttpServerRequest request, IngressMeters meters) {
        this.request = request;
        this.meters = meters;
    }

    HttpServerRequest request() {
        return request;
    }

    /** Takes a place among the events in flight until the exchange is over; false where there are {@code bound}. */
    boolean enter(int bound) {
        if (meters.inFlight().incrementAndGet() > bound) {
            meters.inFlight().decrementAndGet();
            return false;
        }
        counted = true;
        return true;
    }

    /** Answers 202. */
    void accept() {
        if (finish(Outcome.ACCEPTED)) {
            request.response().setStatusCode(Outcome.ACCEPTED.status()).end();
        }
    }

    /** Answers with what {@code failure} means; one that nobody foresaw is logged and is a 500. */
    void refuse(Throwable failure) {
        if (failure instanceof InvalidEvent invalid) {
            refuse(Outcome.of(invalid.reason()), invalid.attribute(), invalid.getMessage());
        } else if (failure instanceof DeliveryFailure undelivered) {
            refuse(Outcome.of(undelivered.kind()), null, undelivered.getMessage());
        } else {
            LOG.error("an event was answered 500: this is a defect of Sluice", failure);
            refuse(Outcome.INTERNAL_ERROR, null, "an unexpected failure; the log of this instance has the details");
        }
    }

    /** Answers with {@code outcome}; {@code detail} is one line of ours. */
    void refuse(Outcome outcome, String detail) {
        refuse(outcome, null, detail);
    }

    private void refuse(Outcome outcome, @Nullable String attribute, String detail) {
        if (!finish(outcome)) {
            return;
        }
        HttpServerResponse response = request.response();
        if (isBodyHeldBack()) {
            response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            response.endHandler(sent -> request.connection().close());
        }
        response.setStatusCode(outcome.status()).putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE);
        if (outcome.retryAfterSeconds() > 0) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(outcome.retryAfterSeconds()));
        }
        if (outcome == Outcome.METHOD_NOT_ALLOWED) {
            response.putHeader(HttpHeaders.ALLOW, EventRoute.ALLOWED_METHODS);
        }
        if (outcome == Outcome.UNSUPPORTED_FORMAT) {
            response.putHeader(HttpHeaders.ACCEPT_ENCODING, ContentCoding.ACCEPTED);
        }
        response.end(Problem.json(outcome, attribute, detail));
    }

    /** Whether the sender may skip the body, so that nobody knows where on the connection its next request starts. */
    private boolean isBodyHeldBack() {
        return !request.isEnded() && request.getHeader(HttpHeaders.EXPECT) != null;
    }

    /** Ends the exchange without an answer, because nobody is there to read one. */
    void abandon() {
        if (!over) {
            over = true;
            leave();
        }
    }

    private boolean finish(Outcome outcome) {
        if (over) {
            return false;
        }
        over = true;
        leave();
        meters.answered(outcome, System.nanoTime() - start);
        return !request.response().closed();
    }

    private void leave() {
        if (counted) {
            meters.inFlight().decrementAndGet();
        }
    }
}
