package dev.sluice.ingress;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts requests by outcome, and measures how long they took.
 *
 * <p>The only label is the outcome; all outcomes exist from startup. Thread-safe.
 */
@Singleton
final class IngressMeters {

    private final Map<Outcome, Timer> requests = new EnumMap<>(Outcome.class);

    IngressMeters(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            requests.put(
                    outcome,
                    Timer.builder("sluice.requests")
                            .description("Requests by outcome, from the end of the headers to the answer")
                            .tag("outcome", outcome.name())
                            .serviceLevelObjectives(
                                    Duration.ofMillis(5),
                                    Duration.ofMillis(25),
                                    Duration.ofMillis(100),
                                    Duration.ofMillis(500),
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(10))
                            .register(registry));
        }
    }

    /** Counts an answer that was given {@code nanos} nanoseconds after the request's headers. */
    void answered(Outcome outcome, long nanos) {
        Timer timer = requests.get(outcome);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
