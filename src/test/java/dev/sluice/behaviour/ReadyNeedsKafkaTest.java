package dev.sluice.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.OwnKafka;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** An instance that is to be ready only once Kafka has its topics. */
@QuarkusTest
@QuarkusTestResource(value = ReadyNeedsKafkaTest.Kafka.class, restrictToAnnotatedClass = true)
class ReadyNeedsKafkaTest {

    /** A broker without topics that this class may stop, and which is away when the function starts. */
    public static final class Kafka extends OwnKafka {

        public Kafka() {
            super(Map.of(
                    "sluice.topic", "rest",
                    "sluice.routes.orders.topic", "orders",
                    "sluice.routes.orders.when", "type = 'order'",
                    "sluice.ready-needs-kafka", "true",
                    "sluice.registry.url", "http://127.0.0.1:9",
                    "sluice.ack-deadline", "2s"));
        }

        @Override
        protected void prepare(EmbeddedKafka started) {
            started.stop();
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    EmbeddedKafka broker;

    @Test
    void becomesSoWithTheLastTopicAndStaysSoWhileTheBrokerIsAway() throws IOException {
        assertThat(status("/q/health/ready")).isEqualTo(503);
        assertThat(status("/q/health/live")).isEqualTo(200);
        broker.resume();
        KafkaTopic.create(broker.bootstrapServers(), "rest", 1);
        isTold("\"topics-not-found\": 1", "\"status\": \"DOWN\"");
        KafkaTopic.create(broker.bootstrapServers(), "orders", 1);
        isTold("\"topics-not-found\": 0", "\"status\": \"UP\"");
        broker.stop();
        RawHttp.post(port, Events.binary("1"), new byte[0]);
        isTold("\"breaker\": \"open\"", "\"status\": \"UP\"");
        broker.resume();
    }

    @Test
    void doesNotNeedARegistryForThat() throws IOException {
        assertThat(page("/q/health/ready").body()).contains("\"name\": \"schemas\"", "\"schemas-not-known\": 0");
    }

    /** Readiness comes to say both of Kafka, of which a page may show one a moment before the other. */
    private void isTold(String one, String other) throws IOException {
        String told = "";
        for (int attempt = 0; attempt < 100_000 && !(told.contains(one) && told.contains(other)); attempt++) {
            String page = page("/q/health/ready").body();
            told = page.substring(page.indexOf("\"kafka\""));
        }
        assertThat(told).contains(one, other);
    }

    private int status(String path) throws IOException {
        return page(path).status();
    }

    private RawHttp.Response page(String path) throws IOException {
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return client.read();
        }
    }
}
