package dev.sluice.ingress;

import dev.sluice.ingress.auth.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Counts requests by sender and outcome, and measures how long they took.
 *
 * <p>The labels are the names of the configured senders and the outcomes; all exist from startup. Thread-safe.
 */
@Singleton
final class IngressMeters {

    /** The label of requests to a path where no sender comes in. */
    private static final String NO_SENDER = "none";

    private final MeterRegistry registry;
    private final OfSender ofNobody;

    IngressMeters(MeterRegistry registry) {
        this.registry = registry;
        this.ofNobody = of(NO_SENDER);
    }

    /** What counts the requests of {@code sender}. */
    OfSender of(String sender) {
        Map<Outcome, Timer> requests = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            requests.put(
                    outcome,
                    Timer.builder("sluice.requests")
                            .description("Requests by outcome, from the end of the headers to the answer")
                            .tag("outcome", outcome.name())
                            .tag("sender", sender)
                            .serviceLevelObjectives(
                                    Duration.ofMillis(5),
                                    Duration.ofMillis(25),
                                    Duration.ofMillis(100),
                                    Duration.ofMillis(500),
                                    Duration.ofSeconds(2),
                                    Duration.ofSeconds(10))
                            .register(registry));
        }
        Map<Verdict.Reason, Counter> unproven = new EnumMap<>(Verdict.Reason.class);
        for (Verdict.Reason reason : Verdict.Reason.values()) {
            unproven.put(
                    reason,
                    Counter.builder("sluice.unauthenticated")
                            .description("Requests that did not prove who sends them, by what was wrong")
                            .tag("reason", reason.name())
                            .tag("sender", sender)
                            .register(registry));
        }
        return new OfSender(requests, unproven);
    }

    /** What counts the requests to a path where no sender comes in. */
    OfSender ofNobody() {
        return ofNobody;
    }

    /** The counts of one sender. */
    static final class OfSender {

        private final Map<Outcome, Timer> requests;
        private final Map<Verdict.Reason, Counter> unproven;

        private OfSender(Map<Outcome, Timer> requests, Map<Verdict.Reason, Counter> unproven) {
            this.requests = requests;
            this.unproven = unproven;
        }

        /** Counts a request that does not prove who sends it. */
        void unproven(Verdict.Reason reason) {
            Counter counter = unproven.get(reason);
            if (counter != null) {
                counter.increment();
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
}
