package dev.sluice.ingress;

import dev.sluice.config.Sender;
import dev.sluice.config.SluiceConfig;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.http.Decoders;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.ingress.auth.Authenticator;
import dev.sluice.ingress.auth.Authenticators;
import dev.sluice.ingress.auth.Grants;
import dev.sluice.ingress.auth.Verdict;
import dev.sluice.ingress.connection.AnswerHeader;
import dev.sluice.ingress.handshake.Handshakes;
import dev.sluice.runtime.LogThrottle;
import dev.sluice.runtime.Timeouts;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where the requests of one sender come in: its words, its limits, the questions it may ask, and how it is counted.
 *
 * <p>Immutable but for the counts; thread-safe.
 */
final class Entrance {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");
    static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("WWW-Authenticate");

    private final HttpDecoder decoder;
    private final int maxBodyBytes;
    private final int maxBatchBytes;
    private final Handshakes handshakes;
    private final BodyQuestions questions;
    private final WebhookRates webhookRates;
    private final @Nullable TokenBucket rate;
    private final IngressMeters.OfSender meters;
    private final Timeouts deadlines;
    private final Arrival anonymous;
    private final @Nullable Authenticator authenticator;
    private final @Nullable AnswerHeader asksForAProof;
    private final @Nullable Grants grants;
    private final LogThrottle unprovenLog = new LogThrottle(System::nanoTime);

    Entrance(
            Sender sender,
            SluiceConfig config,
            Decoders decoders,
            Authenticators authenticators,
            IngressMeters meters) {
        this.decoder = decoders.of(sender.name());
        this.maxBodyBytes = sender.maxBodyBytes();
        SluiceConfig.Batches batches = config.batches();
        this.maxBatchBytes = batches == null ? maxBodyBytes : batches.maxBytes();
        this.handshakes = new Handshakes(sender);
        this.questions = new BodyQuestions(sender.challenge(), authenticators.confirmation(sender));
        this.webhookRates = new WebhookRates(sender.webhook());
        Integer perMinute = sender.ratePerMinute();
        this.rate = perMinute == null ? null : new TokenBucket(perMinute, System.nanoTime());
        this.meters = meters.of(sender.name());
        this.deadlines = new Timeouts(sender.ackDeadline());
        this.anonymous = new Arrival(null, sender.name(), null, null);
        this.authenticator = authenticators.of(sender);
        String scheme = authenticator == null ? null : authenticator.challenge();
        this.asksForAProof = scheme == null ? null : new AnswerHeader(WWW_AUTHENTICATE, scheme);
        this.grants = sender.grants().isEmpty() ? null : new Grants(sender.grants());
    }

    /** What reads the sender's requests. */
    HttpDecoder decoder() {
        return decoder;
    }

    /** The questions that the sender may ask, as far as the head of a request tells them from events. */
    Handshakes handshakes() {
        return handshakes;
    }

    /** The questions that a body may be instead of an event. */
    BodyQuestions questions() {
        return questions;
    }

    /** Timeouts as long as the sender waits for an answer. */
    Timeouts deadlines() {
        return deadlines;
    }

    /** What counts the sender's requests. */
    IngressMeters.OfSender meters() {
        return meters;
    }

    /** The longest body of one event, in bytes. */
    int maxBodyBytes() {
        return maxBodyBytes;
    }

    /** The longest body of {@code request}, in bytes. */
    int maxBytes(HttpServerRequest request) {
        return decoder.isBatch(request.getHeader(HttpHeaders.CONTENT_TYPE)) ? maxBatchBytes : maxBodyBytes;
    }

    /** How a request arrives of which nothing asks for a proof. */
    Arrival anonymous() {
        return anonymous;
    }

    /** How a request arrives that is proven. */
    Arrival from(Verdict.Proven proven) {
        return new Arrival(proven.caller(), anonymous.sender(), proven.signedId(), null);
    }

    /** What asks the sender's requests for a proof; null if nothing does. */
    @Nullable
    Authenticator authenticator() {
        return authenticator;
    }

    /**
     * Checks that the caller may send the events.
     *
     * @throws dev.sluice.core.event.Refusal {@code FORBIDDEN} if it may not
     */
    void checkGrants(Arrived arrived) {
        if (grants != null) {
            grants.check(arrived);
        }
    }

    /** Answers a request that does not prove who sends it: 401, or 503 if that cannot be told now. */
    void refuse(Exchange exchange, Verdict verdict) {
        if (verdict instanceof Verdict.Unproven unproven) {
            meters.unproven(unproven.reason());
            long requests = unprovenLog.occasionsToReport();
            if (requests > 0) {
                LOG.warnf(
                        "sender=%s: %d requests were answered 401 since the last such line, now because: %s",
                        anonymous.sender(), requests, unproven.rule());
            }
            exchange.refuse(Outcome.UNAUTHENTICATED, unproven.rule(), asksForAProof);
        } else if (verdict instanceof Verdict.Unknown unknown) {
            exchange.refuse(Outcome.UNAVAILABLE, unknown.detail());
        } else {
            throw new IllegalStateException("not a refusal: " + verdict);
        }
    }

    /** Counts a request against the sender's rates, and refuses it if it exceeds one; otherwise returns true. */
    boolean isWithinRates(Exchange exchange) {
        int secondsToWait = rate == null ? 0 : rate.secondsToWait(System.nanoTime());
        if (secondsToWait > 0) {
            return exceeds(exchange, "the sender exceeds its rate; send this again later", secondsToWait);
        }
        if (!webhookRates.areOn()) {
            return true;
        }
        secondsToWait = webhookRates.secondsToWait(
                handshakes.originOf(exchange.request().headers()));
        return secondsToWait == 0
                || exceeds(exchange, "the origin exceeds its rate; send this again later", secondsToWait);
    }

    private static boolean exceeds(Exchange exchange, String detail, int secondsToWait) {
        AnswerHeader retryAfter = RetryAfter.from(secondsToWait).draw();
        exchange.refuse(Outcome.OVERLOADED, detail, retryAfter);
        return false;
    }
}
