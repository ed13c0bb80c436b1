package dev.sluice.egress.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A producer with the settings that Sluice completes, against a real broker. */
class TunedProducerTest {

    private static final int PARTITIONS = 12;
    private static final byte[] VALUE =
            "{ \"text\": \"%s\" }".formatted("abc ".repeat(500)).getBytes(UTF_8);

    private static String bootstrapServers;

    private KafkaTopic topic;
    private String name;

    @BeforeAll
    static void startBroker() {
        bootstrapServers = new SharedKafka().start().get("kafka.bootstrap.servers");
    }

    @BeforeEach
    void createTopic() {
        name = "tuned-" + UUID.randomUUID();
        KafkaTopic.create(bootstrapServers, name, PARTITIONS);
        topic = new KafkaTopic(bootstrapServers, name);
    }

    @AfterEach
    void close() {
        topic.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void compressesAndIsReadBackByteForByte(String codec) throws Exception {
        publish("key", Map.of("compression.type", codec), 3);
        assertThat(topic.next())
                .hasSize(3)
                .allSatisfy(record -> assertThat(record.value()).isEqualTo(VALUE));
        List<String> stored = topic.codecs();
        assumeFalse(stored.isEmpty(), "the broker's log is elsewhere");
        assertThat(stored).containsOnly(codec);
    }

    @Test
    void keepsTheRecordsOfOneKeyTogether() throws Exception {
        publish("key", Map.of(), 48);
        assertThat(topic.next().stream().map(ConsumerRecord::partition).distinct())
                .hasSize(1);
    }

    @Test
    void spreadsTheRecordsOfOneKeyWithRoundRobin() throws Exception {
        publish("round-robin", Map.of(), 48);
        assertThat(topic.next().stream().map(ConsumerRecord::partition).distinct())
                .hasSizeGreaterThan(5);
    }

    private void publish(String partitioner, Map<String, String> configured, int records) throws Exception {
        Map<String, Object> settings = ProducerSettingsTest.settings("30s", partitioner)
                .customize("records", null, ProducerSettingsTest.connectorSettings(configured));
        settings.put("bootstrap.servers", bootstrapServers);
        // there is no topic directory here that would have asked for the topic before
        settings.put("max.block.ms", "30000");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                sent.add(producer.send(new ProducerRecord<>(name, "order-42".getBytes(UTF_8), VALUE)));
            }
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        }
    }
}
