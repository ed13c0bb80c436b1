package dev.sluice.egress.cluster;

import dev.sluice.egress.failure.FailureKinds;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Whether the producer of a channel will ever send again.
 *
 * <p>A producer that is fenced, or was once not allowed to be idempotent, fails every record from then on, even if the
 * operator fixes the cause, and the connector cannot replace it. It counts as lost after several such failures in a
 * row, without an acknowledgement between them. Other failures, above all those of a cluster that cannot be reached, do
 * not count. Thread-safe.
 */
public final class ProducerHealth {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    /** Failures in a row: a single one may be that of a record in flight while the process ends. */
    private static final int CERTAIN = 3;

    private final AtomicInteger fatalInARow = new AtomicInteger();
    private volatile String reason = "";

    /** Notes that the producer works. */
    public void acknowledged() {
        if (fatalInARow.get() != 0) {
            fatalInARow.set(0);
        }
    }

    /** Counts a failed record, if its failure means that the producer will never send again. */
    public void failed(Throwable reported) {
        if (FailureKinds.isFatal(reported) && fatalInARow.incrementAndGet() == CERTAIN) {
            Throwable cause = reported.getCause();
            reason = (cause == null ? reported : cause).getClass().getSimpleName();
            LOG.errorf(
                    "the producer will never send again (%s): restart this instance, unless the platform does so",
                    reason);
        }
    }

    /** The type of the failure that lost the producer; empty while it works. */
    String lostBy() {
        return reason;
    }
}
