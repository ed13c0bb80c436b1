package dev.sluice.ingress;

import dev.sluice.config.Sender;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Limits the origins of a sender to the rate that the handshake granted them (CloudEvents web hook 1.0.2, section 4).
 *
 * <p>Memory grows only with the configured origins. Thread-safe.
 */
final class WebhookRates {

    private final Map<String, TokenBucket> buckets;

    WebhookRates(Sender.Webhook consent) {
        Integer rate = consent.ratePerMinute();
        long now = System.nanoTime();
        this.buckets = rate == null
                ? Map.of()
                : consent.origins().stream()
                        .distinct()
                        .collect(Collectors.toMap(origin -> origin, origin -> new TokenBucket(rate, now)));
    }

    /** Whether any origin has a rate. */
    boolean areOn() {
        return !buckets.isEmpty();
    }

    /**
     * Counts a delivery against the rate of its origin.
     *
     * @param origin the configured origin; null for none
     * @return 0 if it is within the rate, or no rate applies; otherwise the seconds until the next one is
     */
    int secondsToWait(@Nullable String origin) {
        TokenBucket bucket = origin == null ? null : buckets.get(origin);
        return bucket == null ? 0 : bucket.secondsToWait(System.nanoTime());
    }
}
