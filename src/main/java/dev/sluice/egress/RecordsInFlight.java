package dev.sluice.egress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.DeliveryFailure.Kind;
import dev.sluice.core.kafka.KafkaRecord;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what the records take together that are on their way to Kafka, because one event can become many records, and
 * each larger than the event.
 *
 * <p>The ingress bounds the bodies; this bounds what becomes of them, and what the producer's own memory is derived from.
 * Two atomic additions an event. Thread-safe.
 */
@Singleton
final class RecordsInFlight {

    /** What a record takes besides its bytes, roughly: its objects here and in the client. */
    private static final int OBJECTS_BYTES = 512;

    /** What an event of the usual size takes besides its data: attributes as headers, and the objects. */
    private static final int ATTRIBUTES_BYTES = 2048;

    private final long maxBytes;
    private final AtomicLong bytes = new AtomicLong();

    @Inject
    RecordsInFlight(SluiceConfig config) {
        this(config.maxBytesInFlight() + (long) config.maxEventsInFlight() * ATTRIBUTES_BYTES);
    }

    /** Room for so many bytes. */
    RecordsInFlight(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** What a record takes, in bytes. */
    static long weight(KafkaRecord record) {
        return (long) record.payloadBytes() + OBJECTS_BYTES;
    }

    /** What records take together, in bytes. */
    static long weight(List<KafkaRecord> records) {
        long weight = 0;
        for (KafkaRecord record : records) {
            weight += weight(record);
        }
        return weight;
    }

    /** Why records that take so many bytes never can be published together; null where they can. */
    @Nullable
    DeliveryFailure refusal(long weight) {
        return weight <= maxBytes
                ? null
                : new DeliveryFailure(
                        Kind.TOO_LARGE,
                        "its records are together over the " + maxBytes
                                + " bytes that may be on their way; send less at" + " once",
                        null);
    }

    /** Takes room for so many bytes; why there is none, or null where it is taken and has to be given back. */
    @Nullable
    DeliveryFailure take(long weight) {
        DeliveryFailure never = refusal(weight);
        if (never != null) {
            return never;
        }
        if (bytes.addAndGet(weight) > maxBytes) {
            giveBack(weight);
            return new DeliveryFailure(
                    Kind.UNAVAILABLE, "too many records are on their way to Kafka; nothing was written", null);
        }
        return null;
    }

    /** Gives back what was taken. */
    void giveBack(long weight) {
        bytes.addAndGet(-weight);
    }

    /** How many bytes are taken. */
    long bytes() {
        return bytes.get();
    }
}
