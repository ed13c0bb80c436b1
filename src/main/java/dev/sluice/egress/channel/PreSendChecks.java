package dev.sluice.egress.channel;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.egress.cluster.TopicDirectory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known to be wrong with records before they are emitted, once their topics are known: that the client would
 * find one too large, or that a topic does not have the partition.
 *
 * <p>So of several records none is emitted where one cannot be. Thread-safe.
 */
public final class PreSendChecks {

    /** Of a batch of one record, and of the record in it, each length at its longest. */
    private static final int MAX_FRAMING_BYTES = 61 + 21;

    /** The lengths of a header's name and value, at their longest. */
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
     * @param records those of one event
     * @param alone whether they are all that the request gives: then the size of a single record is left to the client,
     *     which knows it to the byte
     * @return null where all can be sent
     */
    @Nullable
    public RuntimeException refusal(List<KafkaRecord> records, boolean alone) {
        boolean isSizeLeftToTheClient = alone && records.size() == 1;
        for (int i = 0; i < records.size(); i++) {
            KafkaRecord record = records.get(i);
            if (!isSizeLeftToTheClient && requestBytes(record) > maxRequestBytes) {
                return new DeliveryFailure(
                        DeliveryFailure.Kind.TOO_LARGE,
                        "the record is over max.request.size of " + maxRequestBytes + " bytes",
                        null);
            }
            Refusal wrongPartition = wrongPartition(record);
            if (wrongPartition != null) {
                return wrongPartition;
            }
        }
        return null;
    }

    /** That the partition which the configuration chose is not there; null where it is, or Kafka chooses. */
    private @Nullable Refusal wrongPartition(KafkaRecord record) {
        int partitions = topics.partitions(record.topic());
        if (partitions == 0 || record.partition() < partitions) {
            return null;
        }
        topics.doubt(record.topic());
        return Refusal.unroutable(
                "the topic has " + partitions + " partitions, and the one that the event asks for is not among them");
    }

    /** What the client compares with {@code max.request.size}: the record as a batch of one, uncompressed. */
    private static int requestBytes(KafkaRecord record) {
        int payload = record.payloadBytes();
        int framing =
                MAX_FRAMING_BYTES + MAX_HEADER_FRAMING_BYTES * record.headers().size();
        return payload + framing;
    }
}
