package dev.sluice.egress.cluster;

import dev.sluice.egress.failure.FailureKinds;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether the producer of a channel will ever send again.
 *
 * <p>A producer that is fenced, or was once not allowed to be idempotent, fails every record from then on, even if the
 * operator fixes the cause, and the connector cannot replace it. It counts as lost after several such failures in a
 * row, without an acknowledgement between them, and as soon as its network thread has ended. Other failures, above all
 * those of a cluster that cannot be reached, do not count. Thread-safe.
 */
public final class ProducerHealth {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    private static final String THREAD_ENDED = "its network thread has ended";

    /** Failures in a row: a single one may be that of a record in flight while the process ends. */
    private static final int CERTAIN = 3;

    private final AtomicInteger fatalInARow = new AtomicInteger();
    private volatile @Nullable NetworkThread thread;
    private volatile String reason = "";

    /** Watches the thread that the producer sends on, from now on. */
    void sendsOn(NetworkThread its) {
        thread = its;
    }

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
            lost((cause == null ? reported : cause).getClass().getSimpleName());
        }
    }

    private void lost(String by) {
        reason = by;
        LOG.errorf("the producer will never send again (%s): restart this instance, unless the platform does so", by);
    }

    /** The type of the failure that lost the producer, or that its thread has ended; empty while it works. */
    String lostBy() {
        NetworkThread its = thread;
        if (reason.isEmpty() && its != null && its.hasEnded()) {
            lost(THREAD_ENDED);
        }
        return reason;
    }
}
