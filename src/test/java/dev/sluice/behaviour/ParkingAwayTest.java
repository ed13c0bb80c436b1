package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaProxy;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events to be parked while Kafka is silent, with a deadline that is longer than anybody waits here. */
@QuarkusTest
@QuarkusTestResource(value = ParkingAwayTest.SilentKafka.class, restrictToAnnotatedClass = true)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ParkingAwayTest {

    private static final byte[] DATA = "{}".getBytes(UTF_8);

    /** A broker behind a network that may fall silent. */
    public static final class SilentKafka implements QuarkusTestResourceLifecycleManager {

        private KafkaProxy network;
        private EmbeddedKafka broker;

        @Override
        public Map<String, String> start() {
            try {
                network = KafkaProxy.open();
                broker = EmbeddedKafka.start(0, Map.of("advertised.listeners", "PLAINTEXT://" + network.address()));
                network.forwardTo(broker.port());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            KafkaTopic.create(network.address(), "events", 3);
            KafkaTopic.create(network.address(), "rejects", 3);
            return Map.of(
                    "kafka.bootstrap.servers", network.address(),
                    "sluice.topic", "events",
                    "sluice.key", "subject",
                    "sluice.keyless", "refuse",
                    "sluice.rejects.topic", "rejects",
                    "sluice.rejects.undecoded", "true",
                    "sluice.ack-deadline", "10m");
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(network, new TestInjector.MatchesType(KafkaProxy.class));
        }

        @Override
        public void stop() {
            try {
                network.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            broker.close();
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    KafkaProxy network;

    @Test
    void areAnsweredLikeAllOthersAtOnce() throws IOException {
        assertThat(RawHttp.post(port, Events.binary("before"), DATA).status()).isEqualTo(400);
        network.fallSilent();
        try (RawHttp waiting = new RawHttp(port)) {
            waiting.sendPost("/", Events.binary("1", "ce-subject", "s"), DATA);
            String breaker = "";
            while (!breaker.contains("\"open\"")) {
                breaker = ready();
            }
            for (List<Map.Entry<String, String>> refused : List.of(Events.binary("keyless"), Events.structured())) {
                Response response = RawHttp.post(port, refused, DATA);
                assertThat(response.status()).as(response.body()).isEqualTo(503);
                assertThat(response.body()).contains("UNAVAILABLE", "could not be parked");
                assertThat(response.header("retry-after")).isNotNull();
            }
        } finally {
            network.speakAgain();
        }
    }

    private String ready() throws IOException {
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return client.read().body();
        }
    }
}
