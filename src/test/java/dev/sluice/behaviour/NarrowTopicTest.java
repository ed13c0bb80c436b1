package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.OwnKafka;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A topic that takes each event of a batch, but less at once than the producer's batches have. */
@QuarkusTest
@QuarkusTestResource(value = NarrowTopicTest.Kafka.class, restrictToAnnotatedClass = true)
class NarrowTopicTest {

    private static final int EVENTS = 10;

    /** A broker with a topic of one partition that takes 10,000 bytes at once; batches have up to 16 KiB. */
    public static final class Kafka extends OwnKafka {

        public Kafka() {
            super(Map.of("sluice.topic", "narrow", "sluice.ack-deadline", "3s"));
        }

        @Override
        protected void prepare(EmbeddedKafka started) {
            KafkaTopic.create(started.bootstrapServers(), "narrow", 1, Map.of("max.message.bytes", "10000"));
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void getsOneRecordAtATimeOnceItsBatchesHaveTimedOut() throws IOException {
        assertThat(post().status()).isEqualTo(504);
        try (KafkaTopic topic = new KafkaTopic(bootstrapServers, "narrow")) {
            Response again = post();
            for (int repetition = 0; repetition < 4 && again.status() == 504; repetition++) {
                // the client had to give up the sequence of the batch that expired
                again = post();
            }
            assertThat(again.status()).as(again.body()).isEqualTo(202);
            topic.next();
            assertThat(post().status()).isEqualTo(202);
            assertThat(topic.next()).hasSize(EVENTS);
        }
    }

    private Response post() throws IOException {
        String events = IntStream.range(0, EVENTS)
                .mapToObj(id -> "{\"specversion\":\"1.0\",\"id\":\"" + id
                        + "\",\"source\":\"/s\",\"type\":\"t\",\"data\":\"" + "x".repeat(3000) + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        return RawHttp.post(
                port,
                List.of(Map.entry("Content-Type", "application/cloudevents-batch+json")),
                events.getBytes(US_ASCII));
    }
}
