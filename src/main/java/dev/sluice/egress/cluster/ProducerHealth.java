package dev.sluice.egress.cluster;

import dev.sluice.egress.failure.FailureKinds;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Whether the producer of a channel will ever send again.
 *
 * <p>A producer that is fenced, or once was not allowed to be idempotent, refuses every record from then on, whatever
 * the operator puts right, and the connector cannot be given another one. Several such failures in a row, with no
 * acknowledgement between them, are needed. Anything else, above all a cluster that is away, says nothing about the
 * producer. Thread-safe.
 */
public final class ProducerHealth {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    /** Failures in a row: one could be of a record that was in flight while the process ends. */
    private static final int CERTAIN = 3;

    private final AtomicInteger fatalInARow = new AtomicInteger();
    private volatile String reason = "";

    /** The producer works. */
    public void acknowledged() {
        if (fatalInARow.get() != 0) {
            fatalInARow.set(0);
        }
    }

    /** A record failed; counts where that is for good. */
    public void failed(Throwable reported) {
        if (FailureKinds.isFatal(reported) && fatalInARow.incrementAndGet() == CERTAIN) {
            Throwable cause = reported.getCause();
            reason = (cause == null ? reported : cause).getClass().getSimpleName();
            LOG.errorf("the producer will never send again (%s): this instance has to be replaced", reason);
        }
    }

    /** The type of the failure after which the producer is lost; empty while it is not. */
    String lostBy() {
        return reason;
    }
}
