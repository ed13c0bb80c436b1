package dev.sluice.egress.cluster;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Goes down once a producer will never send again, so that the platform replaces the process. Thread-safe. */
@Liveness
@Singleton
final class ProducerLiveness implements HealthCheck {

    private final Clusters clusters;

    ProducerLiveness(Clusters clusters) {
        this.clusters = clusters;
    }

    /** Down, with the reason, once a producer is lost. */
    @Override
    public HealthCheckResponse call() {
        String reason = lostBy();
        return HealthCheckResponse.named("producer")
                .status(reason.isEmpty())
                .withData("reason", reason)
                .build();
    }

    private String lostBy() {
        String lost = clusters.records().producer().lostBy();
        Cluster rejects = clusters.rejects();
        return lost.isEmpty() && rejects != null ? rejects.producer().lostBy() : lost;
    }
}
