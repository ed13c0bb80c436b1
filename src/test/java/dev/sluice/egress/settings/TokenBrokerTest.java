package dev.sluice.egress.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.egress.cluster.AsideClient;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A producer, and the client that asks a cluster whether it is there, at a broker that takes tokens only. */
class TokenBrokerTest {

    private static final String TOPIC = "events";

    private static TokenBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = TokenBroker.start(TOPIC);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void takesRecordsAndAnswersTheProbe() throws Exception {
        try (TokenEndpoint endpoint = TokenEndpoint.open(0);
                KafkaTopic topic = broker.topic()) {
            Map<String, String> configured = new HashMap<>();
            endpoint.login().forEach((key, value) -> configured.put(key, value.toString()));
            Map<String, Object> settings = ProducerSettingsTest.settings("30s", "key")
                    .customize("records", null, ProducerSettingsTest.connectorSettings(configured));
            settings.put("bootstrap.servers", broker.bootstrapServers());
            // there is no topic directory here that would have asked for the topic before
            settings.put("max.block.ms", "30000");
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings);
                    Admin probe = Admin.create(AsideClient.settings("probe", settings, 30_000))) {
                producer.send(new ProducerRecord<>(TOPIC, "1".getBytes(UTF_8))).get(30, TimeUnit.SECONDS);
                assertThat(probe.describeCluster().nodes().get(30, TimeUnit.SECONDS))
                        .hasSize(1);
            }
            assertThat(topic.next())
                    .singleElement()
                    .satisfies(
                            record -> assertThat(record.value()).asString(UTF_8).isEqualTo("1"));
        }
    }
}
