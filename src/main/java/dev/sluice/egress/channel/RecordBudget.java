package dev.sluice.egress.channel;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what the records of one channel take together that are in flight, because one event can become many records,
 * and each larger than the event.
 *
 * <p>The ingress bounds the bodies; this bounds what becomes of them, and what the producer's own memory is derived
 * from. Two atomic additions an event. Thread-safe.
 */
public final class RecordBudget {

    /** What a record takes besides its bytes, roughly: its objects here and in the client. */
    private static final int OBJECTS_BYTES = 512;

    /** What an event of the usual size takes besides its data: attributes as headers, and the objects. */
    private static final int ATTRIBUTES_BYTES = 2048;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    /** Room for so many bytes. */
    public RecordBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Room for what the events and bytes in flight become where each event gives one record. */
    static RecordBudget of(SluiceConfig config) {
        return new RecordBudget(config.maxBytesInFlight() + (long) config.maxEventsInFlight() * ATTRIBUTES_BYTES);
    }

    /** What records take together, in bytes. */
    public static long weight(List<KafkaRecord> records) {
        long weight = 0;
        for (int i = 0; i < records.size(); i++) {
            weight += weight(records.get(i));
        }
        return weight;
    }

    /** What a record takes, in bytes. */
    public static long weight(KafkaRecord record) {
        return (long) record.payloadBytes() + OBJECTS_BYTES;
    }

    /** Whether records that take so many bytes can ever be in flight together. */
    public boolean canHold(long weight) {
        return weight <= maxBytes;
    }

    /**
     * Takes room for so many bytes, to be released.
     *
     * @return why there is none: {@code TOO_LARGE} where there never will be, {@code UNAVAILABLE} for now; null where
     *     it is taken
     */
    @Nullable
    public DeliveryFailure admit(long weight) {
        if (!canHold(weight)) {
            return tooLarge();
        }
        if (bytes.addAndGet(weight) > maxBytes) {
            release(weight);
            return new DeliveryFailure(Kind.UNAVAILABLE, "too many records are in flight; nothing was written", null);
        }
        return null;
    }

    /** That records take more together than can ever be in flight. */
    public DeliveryFailure tooLarge() {
        return new DeliveryFailure(
                Kind.TOO_LARGE,
                "its records are together over the " + maxBytes + " bytes that may be in flight; send less at once",
                null);
    }

    /** Gives back what was taken. */
    public void release(long weight) {
        bytes.addAndGet(-weight);
    }

    /** How many bytes are taken. */
    long bytes() {
        return bytes.get();
    }
}
