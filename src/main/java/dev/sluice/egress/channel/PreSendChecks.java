package dev.sluice.egress.channel;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.egress.cluster.TopicDirectory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks records before they are emitted, once their topics are known: a record may be too large for the client, or its
 * topic may not have the partition.
 *
 * <p>So if one of several records cannot be sent, none is emitted. Thread-safe.
 */
public final class PreSendChecks {

    /** Framing of a batch of one record and of that record, each length at its longest. */
    private static final int MAX_FRAMING_BYTES = 61 + 21;

    /** Framing of a header: the lengths of its name and value, at their longest. */
    private static final int MAX_HEADER_FRAMING_BYTES = 10;

    private final int maxRequestBytes;
    private final TopicDirectory topics;

    /** Checks for a client with this {@code max.request.size}. */
    PreSendChecks(int maxRequestBytes, TopicDirectory topics) {
        this.maxRequestBytes = maxRequestBytes;
        this.topics = topics;
    }

    /**
     * Why one of the records cannot be sent.
     *
     * @param records the records of one event
     * @param alone whether the request gives no other records; the client then checks the size of a single record,
     *     which it knows to the byte
     * @return null if all can be sent
     */
    @Nullable
    public RuntimeException refusal(List<KafkaRecord> records, boolean alone) {
        boolean isSizeLeftToTheClient = alone && records.size() == 1;
        for (int i = 0; i < records.size(); i++) {
            KafkaRecord record = records.get(i);
            if (!isSizeLeftToTheClient && requestBytes(record) > maxRequestBytes) {
                return new DeliveryFailure(
                        DeliveryFailure.Kind.TOO_LARGE,
                        "the record exceeds max.request.size of " + maxRequestBytes + " bytes",
                        null);
            }
            Refusal wrongPartition = wrongPartition(record);
            if (wrongPartition != null) {
                return wrongPartition;
            }
        }
        return null;
    }

    /**
     * The refusal of a record whose configured partition does not exist; null if it exists, or if Kafka chooses one.
     */
    private @Nullable Refusal wrongPartition(KafkaRecord record) {
        int partitions = topics.partitions(record.topic());
        if (partitions == 0 || record.partition() < partitions) {
            return null;
        }
        topics.recheck(record.topic());
        return Refusal.unroutable(
                "the topic has " + partitions + " partitions, and the partition for the event is not one of them");
    }

    /** What the client compares with {@code max.request.size}: the record as a batch of one, uncompressed. */
    private static int requestBytes(KafkaRecord record) {
        int payload = record.payloadBytes();
        int framing =
                MAX_FRAMING_BYTES + MAX_HEADER_FRAMING_BYTES * record.headers().size();
        return payload + framing;
    }
}
