package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.UnderTest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The function with settings of the operator's: a codec that is a native library, and records spread round robin. */
@QuarkusTest
@TestProfile(TunedPublishTest.Tuned.class)
@QuarkusTestResource(value = SharedKafka.class, restrictToAnnotatedClass = true)
public class TunedPublishTest {

    /** A setting of the channel, and one of Sluice. */
    public static class Tuned implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mp.messaging.outgoing.records.compression.type", "snappy", "sluice.partitioner", "round-robin");
        }
    }

    private final int port = UnderTest.port();

    private final String bootstrapServers = UnderTest.setting("kafka.bootstrap.servers");

    private final String topicName = UnderTest.setting("sluice.topic");

    @Test
    void storesTheBytesSentCompressedAndOnManyPartitions() throws IOException {
        byte[] data = "abc ".repeat(500).getBytes(UTF_8);
        for (int i = 0; i < 40; i++) {
            assertThat(RawHttp.post(port, Events.binary("T-" + i, "ce-subject", "order-42"), data)
                            .status())
                    .isEqualTo(202);
        }
        try (KafkaTopic topic = new KafkaTopic(bootstrapServers, topicName)) {
            List<ConsumerRecord<byte[], byte[]>> records = topic.next();
            assertThat(records)
                    .hasSize(40)
                    .allSatisfy(record -> assertThat(record.value()).isEqualTo(data));
            assertThat(records.stream().map(ConsumerRecord::partition).distinct())
                    .hasSizeGreaterThan(5);
            assertThat(topic.codecs()).allMatch("snappy"::equals);
        }
    }
}
