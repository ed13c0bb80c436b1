package dev.sluice.egress.channel;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * What is measured about the records of one channel: how large they are, and what became of each.
 *
 * <p>Every record that is emitted is counted once as {@code acknowledged}, {@code failed} or {@code unknown}; one that
 * is heard of after its sender was told that its outcome is unknown is counted again, as {@code late}. All labels exist
 * from the start. Thread-safe.
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
                .description("Key, headers and value of each record that was emitted")
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
                .description("Records emitted, by what was known of them when their sender was answered")
                .tag("channel", channel)
                .tag("outcome", outcome)
                .register(registry);
    }

    private static Counter late(MeterRegistry registry, String channel, String outcome) {
        return Counter.builder("sluice.records.late")
                .description("Records of unknown outcome that were heard of after all")
                .tag("channel", channel)
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Measures a record of so many bytes that is handed to the channel. */
    void emitted(int payloadBytes) {
        bytes.record(payloadBytes);
    }

    /** Counts an acknowledgement in time. */
    void acknowledged() {
        acknowledged.increment();
    }

    /** Counts a failure in time, by whether it tells that the record is not written. */
    void failed(DeliveryFailure failure) {
        (failure.kind() == Kind.TIMED_OUT ? unknown : failed).increment();
    }

    /** Counts records that nothing was heard of until the deadline. */
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
