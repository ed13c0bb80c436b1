package dev.sluice.egress.cluster;

import dev.sluice.config.SluiceConfig;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells in the readiness data what is known of Kafka, and is up whatever that is, or, where
 * {@code sluice.ready-needs-kafka} is set, once Kafka has had all topics of the configuration.
 *
 * <p>An instance that answers 503 at once is ready: taking it out of service would give its senders no answer, and a
 * new revision could not be rolled out during a broker incident. So what was ready stays ready. Thread-safe.
 */
@Readiness
@Singleton
final class KafkaReadiness implements HealthCheck {

    private final Breaker breaker;
    private final TopicDirectory topics;
    private final boolean needsKafka;

    KafkaReadiness(Clusters clusters, SluiceConfig config) {
        this.breaker = clusters.records().breaker();
        this.topics = clusters.records().topics();
        this.needsKafka = config.readyNeedsKafka();
    }

    /** Up, unless Kafka is waited for, with the breaker's state and the number of topics that are looked for. */
    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("kafka")
                .status(!needsKafka || topics.hasFoundAll())
                .withData("breaker", breaker.isOpen() ? "open" : "closed")
                .withData("topics-not-found", topics.inQuestion())
                .build();
    }
}
