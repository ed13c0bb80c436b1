package dev.sluice.egress;

import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.kafka.Receipt;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a record what a channel takes, complete, so that nothing is left for the channel to decide; and of what the
 * channel tells then, the receipt. Stateless.
 */
final class ProducerRecords {

    private ProducerRecords() {}

    /** The same record for Kafka's client, sharing its arrays. */
    static ProducerRecord<byte[], byte[]> of(KafkaRecord record) {
        List<KafkaRecord.Header> from = record.headers();
        Header[] headers = new Header[from.size()];
        for (int i = 0; i < headers.length; i++) {
            KafkaRecord.Header header = from.get(i);
            headers[i] = new RecordHeader(header.name(), header.value());
        }
        Integer partition = record.partition() == KafkaRecord.ANY_PARTITION ? null : record.partition();
        Long timestamp = record.timestampMillis() == KafkaRecord.NOW ? null : record.timestampMillis();
        return new ProducerRecord<>(
                record.topic(), partition, timestamp, record.key(), record.value(), new RecordHeaders(headers));
    }

    /** Where the record is, by what the channel was told when it was acknowledged; null where that was nothing. */
    static Receipt receipt(KafkaRecord record, @Nullable RecordMetadata metadata, Receipt.State state) {
        return metadata == null
                ? new Receipt(record.event(), record.topic(), Receipt.UNKNOWN, Receipt.UNKNOWN, state)
                : new Receipt(record.event(), metadata.topic(), metadata.partition(), metadata.offset(), state);
    }
}
