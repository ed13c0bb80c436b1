package dev.sluice.ingress;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Reports not ready while the process is ending, so that the platform sends requests elsewhere. Thread-safe. */
@Readiness
@Singleton
final class DrainReadiness implements HealthCheck {

    private final Drain drain;

    DrainReadiness(Drain drain) {
        this.drain = drain;
    }

    /** Up until the process begins to end. */
    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("accepting").status(!drain.hasBegun()).build();
    }
}
