package dev.sluice.egress.cluster;

import dev.sluice.egress.failure.FailureKinds;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether the producer of a channel will ever send again.
 *
 * <p>A producer that is fenced, or was once not allowed to be idempotent, fails every record from then on, even if the
 * operator fixes the cause, and the connector cannot replace it. It counts as lost after several such failures in a
 * row, without an acknowledgement between them, and as soon as its network thread has ended.
 *
 * <p>If brokers refused its login for minutes and acknowledged nothing, it counts as lost too: its credentials may have
 * changed, and a process reads variables at startup only. Other failures, above all those of a cluster that cannot be
 * reached, do not count. Thread-safe.
 */
public final class ProducerHealth {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    private static final String THREAD_ENDED = "its network thread has ended";

    private static final String LOGIN_REFUSED = "brokers have refused the producer's login for minutes";

    /** Failures in a row: a single one may be that of a record in flight while the process ends. */
    private static final int CERTAIN = 3;

    /** For how long a login is refused before a restart is worth a try. */
    private static final long LOGIN_PATIENCE_NANOS = Duration.ofMinutes(5).toNanos();

    private final LongSupplier nanoTime;
    private final AtomicInteger fatalInARow = new AtomicInteger();
    private volatile @Nullable RefusedLogins refusedLogins;
    private volatile @Nullable NetworkThread thread;
    private volatile String reason = "";

    /** When a login was refused first and last, in nanoseconds. */
    private record RefusedLogins(long firstNanos, long lastNanos) {}

    /** The health of a producer that works, with the clock in nanoseconds. */
    ProducerHealth(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Watches the thread that the producer sends on, from now on. */
    void sendsOn(NetworkThread its) {
        thread = its;
    }

    /** Notes that the producer works. */
    public void acknowledged() {
        if (fatalInARow.get() != 0) {
            fatalInARow.set(0);
        }
        if (refusedLogins != null) {
            refusedLogins = null;
            reason = reason.equals(LOGIN_REFUSED) ? "" : reason;
        }
    }

    /** Counts a failed record, if its failure means that the producer will never send again. */
    public void failed(Throwable reported) {
        if (FailureKinds.isFatal(reported) && fatalInARow.incrementAndGet() == CERTAIN) {
            Throwable cause = reported.getCause();
            lost((cause == null ? reported : cause).getClass().getSimpleName());
        }
        questionFailed(reported);
    }

    /** Notes that a question of the producer failed, or a record, if it is because brokers refuse the login. */
    void questionFailed(Throwable reported) {
        if (FailureKinds.loginRefusal(reported) == null) {
            return;
        }
        long now = nanoTime.getAsLong();
        RefusedLogins before = refusedLogins;
        boolean goesOn = before != null && now - before.lastNanos() <= 2 * LOGIN_PATIENCE_NANOS;
        long first = before != null && goesOn ? before.firstNanos() : now;
        refusedLogins = new RefusedLogins(first, now);
        if (reason.isEmpty() && now - first >= LOGIN_PATIENCE_NANOS) {
            reason = LOGIN_REFUSED;
            LOG.errorf(
                    "%s: restart this instance, unless the platform does so, because it reads variables at startup only",
                    LOGIN_REFUSED);
        }
    }

    private void lost(String by) {
        reason = by;
        LOG.errorf("the producer will never send again (%s): restart this instance, unless the platform does so", by);
    }

    /**
     * Why a restart is needed: the type of a failure, an ended thread, a refused login; empty while the producer works.
     */
    String lostBy() {
        NetworkThread its = thread;
        if (reason.isEmpty() && its != null && its.hasEnded()) {
            lost(THREAD_ENDED);
        }
        return reason;
    }
}
