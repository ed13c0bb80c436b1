package dev.sluice.egress;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/**
 * Says that the process has to be replaced once its producer will never send again.
 *
 * <p>A producer that is fenced, or once was not allowed to be idempotent, refuses every record from then on, whatever
 * the operator puts right, and the connector cannot be given another one. Several such failures in a row, with no
 * acknowledgement between them, are needed. Anything else, above all a cluster that is away, leaves the process alive.
 * Thread-safe.
 */
@Liveness
@Singleton
final class ProducerLiveness implements HealthCheck {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    /** Failures in a row: one could be of a record that was under way while the process ends. */
    private static final int CERTAIN = 3;

    private final AtomicInteger fatalInARow = new AtomicInteger();
    private volatile String reason = "";

    /** The producer works. */
    void acknowledged() {
        if (fatalInARow.get() != 0) {
            fatalInARow.set(0);
        }
    }

    /** A record failed; counts where that is for good. */
    void failed(Throwable reported) {
        if (FailureKinds.isFatal(reported) && fatalInARow.incrementAndGet() == CERTAIN) {
            Throwable cause = reported.getCause();
            reason = (cause == null ? reported : cause).getClass().getSimpleName();
            LOG.errorf("the producer will never send again (%s): this instance has to be replaced", reason);
        }
    }

    /** Down, with the type of the failure, once the producer is lost. */
    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("producer")
                .status(reason.isEmpty())
                .withData("reason", reason)
                .build();
    }
}
