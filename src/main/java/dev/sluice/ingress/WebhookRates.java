package dev.sluice.ingress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.ingress.handshake.Webhook;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Limits senders to the rate that the handshake granted them (CloudEvents web hook 1.0.2, section 4).
 *
 * <p>Memory grows only with the configured origins. Thread-safe.
 */
@Singleton
final class WebhookRates {

    private final Webhook webhook;
    private final Map<String, TokenBucket> buckets;

    WebhookRates(SluiceConfig config, Webhook webhook) {
        this.webhook = webhook;
        Integer rate = config.webhook().ratePerMinute();
        long now = System.nanoTime();
        this.buckets = rate == null
                ? Map.of()
                : config.webhook().origins().stream()
                        .distinct()
                        .collect(Collectors.toMap(origin -> origin, origin -> new TokenBucket(rate, now)));
    }

    /**
     * Counts a delivery against the rate of the origin it names.
     *
     * @return 0 if it is within the rate, or no rate applies; otherwise the seconds until the next one is
     */
    int secondsToWait(HttpServerRequest request) {
        if (buckets.isEmpty()) {
            return 0;
        }
        String origin = webhook.originOf(request.headers());
        TokenBucket bucket = origin == null ? null : buckets.get(origin);
        return bucket == null ? 0 : bucket.secondsToWait(System.nanoTime());
    }
}
