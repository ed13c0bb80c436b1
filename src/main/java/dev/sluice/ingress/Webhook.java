package dev.sluice.ingress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.ingress.connection.FieldRules;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Consents to being the target of a sender's deliveries, and holds the sender to the rate consented to (CloudEvents web
 * hook 1.0.2, sections 2 and 4).
 *
 * <p>Consent is the presence of the headers: an origin that is not configured gets none. {@code
 * WebHook-Request-Callback} is never fetched, because a stranger would choose where this process connects to.
 * Thread-safe; memory does not grow with origins.
 */
@Singleton
final class Webhook {

    private static final CharSequence REQUEST_ORIGIN = HttpHeaders.createOptimized("WebHook-Request-Origin");
    private static final CharSequence ALLOWED_ORIGIN = HttpHeaders.createOptimized("WebHook-Allowed-Origin");
    private static final CharSequence ALLOWED_RATE = HttpHeaders.createOptimized("WebHook-Allowed-Rate");
    private static final String ANY = "*";

    private final List<String> origins;
    private final @Nullable Integer rate;
    private final Map<String, TokenBucket> buckets;

    Webhook(SluiceConfig config) {
        this.origins = config.webhook().origins();
        this.rate = config.webhook().ratePerMinute();
        long now = System.nanoTime();
        this.buckets = buckets(origins, rate, now);
    }

    private static Map<String, TokenBucket> buckets(List<String> origins, @Nullable Integer rate, long now) {
        return rate == null
                ? Map.of()
                : origins.stream()
                        .distinct()
                        .collect(Collectors.toMap(origin -> origin, origin -> new TokenBucket(rate, now)));
    }

    /** Answers an OPTIONS request, with consent where it asks for that and may have it. */
    void answer(Exchange exchange) {
        HttpServerResponse response = exchange.answer(Outcome.HANDSHAKE);
        response.putHeader(HttpHeaders.ALLOW, EventRoute.ALLOWED_METHODS);
        String origin = exchange.request().getHeader(REQUEST_ORIGIN);
        if (origin != null && configured(origin) != null && FieldRules.mayBeAnswered(origin)) {
            response.putHeader(ALLOWED_ORIGIN, origin);
            response.putHeader(ALLOWED_RATE, rate == null ? ANY : rate.toString());
        }
        response.end();
    }

    /**
     * Counts a delivery against the rate of the origin it names.
     *
     * @return 0 where it is within the rate, or none applies; else the seconds after which the next one is
     */
    int secondsToWait(HttpServerRequest request) {
        if (buckets.isEmpty()) {
            return 0;
        }
        String origin = request.getHeader(REQUEST_ORIGIN);
        String configured = origin == null ? null : configured(origin);
        TokenBucket bucket = configured == null ? null : buckets.get(configured);
        return bucket == null ? 0 : bucket.secondsToWait(System.nanoTime());
    }

    /** The configured origin that {@code origin} is covered by: itself, or the one for all; null for none. */
    private @Nullable String configured(String origin) {
        if (origins.contains(origin)) {
            return origin;
        }
        return origins.contains(ANY) ? ANY : null;
    }
}
