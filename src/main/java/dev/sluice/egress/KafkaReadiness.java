package dev.sluice.egress;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells in the readiness data what is known of Kafka, and is up whatever that is.
 *
 * <p>An instance that answers 503 at once is ready: taking it out of service would give its senders no answer, and a
 * new revision could not be rolled out during a broker incident. Thread-safe.
 */
@Readiness
@Singleton
final class KafkaReadiness implements HealthCheck {

    private final Breaker breaker;
    private final TopicDirectory topics;

    KafkaReadiness(Breaker breaker, TopicDirectory topics) {
        this.breaker = breaker;
        this.topics = topics;
    }

    /** Up, with the breaker's state and the number of topics that are looked for. */
    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("kafka")
                .up()
                .withData("breaker", breaker.isOpen() ? "open" : "closed")
                .withData("topics-not-found", topics.inQuestion())
                .build();
    }
}
