package dev.sluice.egress.channel;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the memory of all records in flight on one channel, because one event can become many records, each larger
 * than the event.
 *
 * <p>The ingress bounds bodies; this bounds the records that are made of them. Two atomic additions an event.
 * Thread-safe.
 */
public final class RecordBudget {

    /** Memory of a record besides its bytes, roughly: its objects here and in the client. */
    private static final int OBJECTS_BYTES = 512;

    /** Memory of a usual event besides its data: attributes as headers, and objects. */
    private static final int ATTRIBUTES_BYTES = 2048;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    /** A budget of {@code maxBytes}. */
    public RecordBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A budget for all events and bytes that may be in flight, if each event becomes one record. */
    static RecordBudget of(SluiceConfig config) {
        return new RecordBudget(config.maxBytesInFlight() + (long) config.maxEventsInFlight() * ATTRIBUTES_BYTES);
    }

    /** The memory that {@code records} take together, in bytes. */
    public static long weight(List<KafkaRecord> records) {
        long weight = 0;
        for (int i = 0; i < records.size(); i++) {
            weight += weight(records.get(i));
        }
        return weight;
    }

    /** The memory that {@code record} takes, in bytes. */
    public static long weight(KafkaRecord record) {
        return (long) record.payloadBytes() + OBJECTS_BYTES;
    }

    /** Whether records of {@code weight} bytes can ever be in flight together. */
    public boolean canHold(long weight) {
        return weight <= maxBytes;
    }

    /**
     * Takes {@code weight} bytes, which the caller releases later.
     *
     * @return null if they are taken; {@code TOO_LARGE} if there is never that much room, {@code UNAVAILABLE} if there
     *     is not now
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

    /** The failure of records that can never be in flight together. */
    public DeliveryFailure tooLarge() {
        return new DeliveryFailure(
                Kind.TOO_LARGE,
                "its records together exceed the " + maxBytes + " bytes that may be in flight; send less at once",
                null);
    }

    /** Gives {@code weight} bytes back. */
    public void release(long weight) {
        bytes.addAndGet(-weight);
    }

    /** The bytes that are taken. */
    long bytes() {
        return bytes.get();
    }
}
