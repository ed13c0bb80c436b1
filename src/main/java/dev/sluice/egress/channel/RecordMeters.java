package dev.sluice.egress.channel;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Measures the size and the outcome of the records of one channel.
 *
 * <p>Every emitted record is counted once as {@code acknowledged}, {@code failed} or {@code unknown}. If its outcome
 * arrives after the sender was told that it is unknown, the record is counted again, as {@code late}. All labels exist
 * from startup. Thread-safe.
 */
final class RecordMeters {

    private final DistributionSummary bytes;
    private final Counter acknowledged;
    private final Counter failed;
    private final Counter unknown;
    private final Counter lateAcknowledged;
    private final Counter lateFailed;

    /** Meters with {@code channel} as their label. */
    RecordMeters(MeterRegistry registry, String channel) {
        this.bytes = DistributionSummary.builder("sluice.record")
                .description("Size of each emitted record: key, headers and value")
                .baseUnit("bytes")
                .tag("channel", channel)
                .register(registry);
        this.acknowledged = outcome(registry, channel, "acknowledged");
        this.failed = outcome(registry, channel, "failed");
        this.unknown = outcome(registry, channel, "unknown");
        this.lateAcknowledged = late(registry, channel, "acknowledged");
        this.lateFailed = late(registry, channel, "failed");
    }

    private static Counter outcome(MeterRegistry registry, String channel, String outcome) {
        return Counter.builder("sluice.records")
                .description("Emitted records, by what was known of them when their sender was answered")
                .tag("channel", channel)
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter late(MeterRegistry registry, String channel, String outcome) {
        return Counter.builder("sluice.records.late")
                .description("Records of unknown outcome whose outcome arrived after the deadline")
                .tag("channel", channel)
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Measures an emitted record of {@code payloadBytes}. */
    void emitted(int payloadBytes) {
        bytes.record(payloadBytes);
    }

    /** Counts an acknowledgement in time. */
    void acknowledged() {
        acknowledged.increment();
    }

    /** Counts a failure in time: as {@code unknown} if the record may be written, otherwise as {@code failed}. */
    void failed(DeliveryFailure failure) {
        (failure.kind() == Kind.TIMED_OUT ? unknown : failed).increment();
    }

    /** Counts records that have no outcome at the deadline. */
    void unknown(int records) {
        unknown.increment(records);
    }

    /** Counts an acknowledgement after the deadline. */
    void acknowledgedLate() {
        lateAcknowledged.increment();
    }

    /** Counts a failure after the deadline. */
    void failedLate() {
        lateFailed.increment();
    }
}
