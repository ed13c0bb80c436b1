package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.OwnKafka;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A broker that goes away and comes back. */
@QuarkusTest
@QuarkusTestResource(value = BrokerAwayTest.Kafka.class, restrictToAnnotatedClass = true)
class BrokerAwayTest {

    private static final String TOPIC = "events";
    private static final byte[] DATA = "{}".getBytes(UTF_8);

    /** A broker that this class may stop. */
    public static final class Kafka extends OwnKafka {

        public Kafka() {
            super(Map.of("sluice.topic", TOPIC, "sluice.ack-deadline", "3s"));
        }

        @Override
        protected void prepare(EmbeddedKafka started) {
            KafkaTopic.create(started.bootstrapServers(), TOPIC, 3);
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    KafkaClientService clients;

    EmbeddedKafka broker;

    @Test
    void answersNo2xxWhileTheBrokerIsAwayAndGoesOnByItselfWhenItIsBack() throws IOException {
        assertThat(postUntilAccepted("before")).isEqualTo(202);
        broker.stop();
        List<RawHttp> senders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            RawHttp sender = new RawHttp(port);
            sender.sendPost("/", Events.binary("away-" + i), DATA);
            senders.add(sender);
        }
        for (RawHttp sender : senders) {
            Response response = sender.read();
            assertThat(response.status()).as(response.body()).isIn(503, 504);
            assertThat(response.header("retry-after")).isNotNull();
            sender.close();
        }
        assertThat(get("/q/health/live").status()).isEqualTo(200);
        assertThat(get("/q/health/ready").status()).isEqualTo(200);
        broker.resume();
        assertThat(postUntilAccepted("after")).isEqualTo(202);
        try (KafkaTopic topic = new KafkaTopic(broker.bootstrapServers(), TOPIC)) {
            assertThat(topic.next().stream()
                            .map(record -> new String(
                                    record.headers().lastHeader("ce_id").value(), UTF_8)))
                    .contains("before", "after");
        }
    }

    @Test
    void countsARecordThatTheClientDidNotTakeAsFailedAndNotAsUnknown() throws IOException {
        assertThat(postUntilAccepted("before")).isEqualTo(202);
        broker.stop();
        awaitThatTheClientHasForgottenTheTopic();
        double failed = records("failed");
        double unknown = records("unknown");
        Response response = RawHttp.post(port, Events.binary("never taken"), DATA);
        assertThat(response.status()).as(response.body()).isEqualTo(503);
        assertThat(response.body()).contains("\"UNAVAILABLE\"");
        assertThat(records("failed")).isEqualTo(failed + 1);
        assertThat(records("unknown")).isEqualTo(unknown);
        broker.resume();
        assertThat(postUntilAccepted("after")).isEqualTo(202);
    }

    /** As it does once it has no connection, to begin anew with the bootstrap servers. */
    private void awaitThatTheClientHasForgottenTheTopic() {
        KafkaProducer<byte[], byte[]> producer = clients.getProducer("records");
        boolean isKnown = true;
        for (int attempt = 0; attempt < 1_000_000 && isKnown; attempt++) {
            isKnown = producer.partitionsFor(TOPIC)
                    .map(partitions -> true)
                    .onFailure()
                    .recoverWithItem(false)
                    .await()
                    .atMost(Duration.ofSeconds(10));
        }
        assertThat(isKnown).isFalse();
    }

    private double records(String outcome) throws IOException {
        String start = "sluice_records_total{channel=\"records\",outcome=\"" + outcome + "\"} ";
        return get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
                .sum();
    }

    /** Sends again what is answered 503 or 504, as a sender does; a machine under load may be slow to connect. */
    private int postUntilAccepted(String id) throws IOException {
        int status = 0;
        for (int attempt = 0; attempt < 100_000 && status != 202; attempt++) {
            status = RawHttp.post(port, Events.binary(id), DATA).status();
            assertThat(status).isIn(202, 503, 504);
        }
        return status;
    }

    private Response get(String page) throws IOException {
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET " + page + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return client.read();
        }
    }
}
