package dev.sluice.egress;

import dev.sluice.core.kafka.KafkaRecord;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Makes of a record what a channel takes: complete, so that nothing is left for the channel to decide. Stateless. */
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
}
