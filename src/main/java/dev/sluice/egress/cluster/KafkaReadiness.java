package dev.sluice.egress.cluster;

import dev.sluice.config.SluiceConfig;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Shows the state of Kafka in the readiness data. It is always up, unless {@code sluice.ready-needs-kafka} is set: then
 * it is up once Kafka has had all topics of the configuration, and stays up.
 *
 * <p>An instance that answers 503 at once is ready. If it were taken out of service, its senders would get no answer,
 * and a new revision could not be rolled out during a broker incident. Thread-safe.
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

    /**
     * Up, unless it still waits for Kafka. The data has the breaker's state and the number of topics that are not
     * found.
     */
    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("kafka")
                .status(!needsKafka || topics.hasFoundAll())
                .withData("breaker", breaker.isOpen() ? "open" : "closed")
                .withData("topics-not-found", topics.inQuestion())
                .build();
    }
}
