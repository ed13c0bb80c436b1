package dev.sluice.egress.failure;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.runtime.LogThrottle;
import dev.sluice.runtime.Shown;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Logs delivery failures without letting an outage flood the log: each kind at most once in ten seconds, with the
 * number since the last line.
 *
 * <p>ERROR if an operator has to act, otherwise WARN. Never logs any part of an event. Thread-safe, without locks.
 */
public final class FailureLog {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    private final Map<DeliveryFailure.Kind, LogThrottle> kinds = new EnumMap<>(DeliveryFailure.Kind.class);

    /** A log that reads the time, in nanoseconds, from {@code nanoTime}. */
    public FailureLog(LongSupplier nanoTime) {
        for (DeliveryFailure.Kind kind : DeliveryFailure.Kind.values()) {
            kinds.put(kind, new LogThrottle(nanoTime));
        }
    }

    /** Counts the failure, and writes a line if the last one of its kind is long enough ago. */
    public void log(String topic, DeliveryFailure failure) {
        long failures = failuresToReport(failure.kind());
        if (failures == 0) {
            return;
        }
        Logger.Level level =
                failure.kind() == DeliveryFailure.Kind.REFUSED_BY_KAFKA ? Logger.Level.ERROR : Logger.Level.WARN;
        LOG.logf(
                level,
                "%s: %d record(s) not acknowledged, the last one for topic %s: %s%s",
                failure.kind(),
                failures,
                Shown.name(topic),
                Shown.text(String.valueOf(failure.getMessage())),
                cause(failure));
    }

    /** Empty for a failure of the record itself, because Kafka's text may then show a part of the event. */
    private static String cause(DeliveryFailure failure) {
        Throwable cause = failure.getCause();
        boolean ofTheRecord = failure.kind() == DeliveryFailure.Kind.INVALID_RECORD
                || failure.kind() == DeliveryFailure.Kind.TOO_LARGE;
        return cause == null || ofTheRecord ? "" : " (" + Shown.text(Reasons.of(cause)) + ")";
    }

    /** How many failures of the kind a line written now stands for; 0 for no line. */
    long failuresToReport(DeliveryFailure.Kind kind) {
        LogThrottle limit = kinds.get(kind);
        return limit == null ? 0 : limit.occasionsToReport();
    }
}
