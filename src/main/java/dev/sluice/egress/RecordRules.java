package dev.sluice.egress;

import dev.sluice.core.event.EventBatch;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known to be wrong with a record before it is emitted, once its topic is known: that the client would find it
 * too large, or that its topic does not have its partition.
 *
 * <p>So of several records none is emitted where one cannot be. Thread-safe.
 */
final class RecordRules {

    /** Of a batch of one record, and of the record in it, each length at its longest. */
    private static final int MAX_FRAMING_BYTES = 61 + 21;

    /** The lengths of a header's name and value, at their longest. */
    private static final int MAX_HEADER_FRAMING_BYTES = 10;

    private final int maxRequestBytes;
    private final TopicDirectory topics;

    /** Rules for a client with this {@code max.request.size}. */
    RecordRules(int maxRequestBytes, TopicDirectory topics) {
        this.maxRequestBytes = maxRequestBytes;
        this.topics = topics;
    }

    /** The first record that is refused; null for none. */
    @Nullable
    KafkaRecord firstRefused(List<KafkaRecord> all) {
        for (KafkaRecord record : all) {
            if (refusal(record) != null) {
                return record;
            }
        }
        return null;
    }

    /** Why the record is refused; null where it is not. */
    @Nullable
    RuntimeException refusal(KafkaRecord record) {
        return requestBytes(record) > maxRequestBytes ? tooLarge("") : wrongPartition(record);
    }

    /** Why a record is refused that is. */
    RuntimeException refusalOf(KafkaRecord refused) {
        InvalidEvent wrongPartition = wrongPartition(refused);
        return wrongPartition == null ? tooLarge("") : wrongPartition;
    }

    /** The same, saying which event of the batch it is. */
    RuntimeException refusalOf(KafkaRecord refused, EventBatch batch) {
        int index = batch.indexOf(refused.event());
        InvalidEvent wrongPartition = wrongPartition(refused);
        return wrongPartition == null ? tooLarge("event " + index + ": ") : wrongPartition.inBatch(index);
    }

    /** That the partition which the configuration chose is not there; null where it is, or Kafka chooses. */
    @Nullable
    InvalidEvent wrongPartition(KafkaRecord record) {
        int partitions = topics.partitions(record.topic());
        if (partitions == 0 || record.partition() < partitions) {
            return null;
        }
        topics.doubt(record.topic());
        return InvalidEvent.unroutable(
                "the topic has " + partitions + " partitions, and the one that the event asks for is not among them");
    }

    private DeliveryFailure tooLarge(String which) {
        return new DeliveryFailure(
                DeliveryFailure.Kind.TOO_LARGE,
                which + "the record is over max.request.size of " + maxRequestBytes + " bytes",
                null);
    }

    /** What the client compares with {@code max.request.size}: the record as a batch of one, uncompressed. */
    private static int requestBytes(KafkaRecord record) {
        int payload = record.payloadBytes();
        int framing =
                MAX_FRAMING_BYTES + MAX_HEADER_FRAMING_BYTES * record.headers().size();
        return payload + framing;
    }
}
