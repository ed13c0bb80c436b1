package dev.sluice.registry;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Shows in the readiness data how many schemas are missing. It is always up, unless
 * {@code sluice.registry.ready-needs-schemas} is set: then it is up once all schemas are known that the configuration
 * names, and stays up.
 *
 * <p>A registry that is away must not take instances out of service that know their schemas, and one that does not know
 * them answers 503, which tells its senders more than no answer. Thread-safe.
 */
@Readiness
@Singleton
final class RegistryReadiness implements HealthCheck {

    private final Subjects subjects;

    RegistryReadiness(Subjects subjects) {
        this.subjects = subjects;
    }

    /** Up, unless it still waits for the registry. The data has the number of schemas that are not known. */
    @Override
    public HealthCheckResponse call() {
        int unknown = subjects.unknown();
        return HealthCheckResponse.named("schemas")
                .status(unknown == 0 || !subjects.readyNeedsSchemas())
                .withData("schemas-not-known", unknown)
                .build();
    }
}
