package dev.sluice.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.SharedKafka;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The thread of Kafka's client dies, as it does where there is no more memory. */
@QuarkusTest
@QuarkusTestResource(value = SharedKafka.class, restrictToAnnotatedClass = true)
class NetworkThreadEndedTest {

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "sluice.topic")
    String topic;

    @Inject
    KafkaClientService clients;

    @Test
    void turnsLivenessDown() throws Exception {
        assertThat(live().status()).isEqualTo(200);
        endTheThread();
        Response live = live();
        assertThat(live.status()).isEqualTo(503);
        assertThat(live.body()).contains("\"reason\": \"its network thread has ended\"");
    }

    private void endTheThread() throws InterruptedException {
        KafkaProducer<byte[], byte[]> producer = clients.getProducer("records");
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        boolean isKnown = false;
        while (!isKnown) {
            isKnown = producer.partitionsFor(topic)
                    .map(partitions -> true)
                    .onFailure()
                    .recoverWithItem(false)
                    .await()
                    .atMost(Duration.ofSeconds(10));
        }
        producer.runOnSendingThread(client -> {
                    client.send(new ProducerRecord<>(topic, new byte[1]), (written, failure) -> {
                        thread.complete(Thread.currentThread());
                        throw new OutOfMemoryError("for the test");
                    });
                })
                .await()
                .atMost(Duration.ofSeconds(10));
        thread.join().join();
    }

    private Response live() throws IOException {
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET /q/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return client.read();
        }
    }
}
