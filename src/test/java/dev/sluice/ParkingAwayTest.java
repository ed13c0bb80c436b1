package dev.sluice;

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
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events to be parked while the broker is away, with a deadline that is longer than anybody waits here. */
@QuarkusTest
@QuarkusTestResource(value = ParkingAwayTest.Kafka.class, restrictToAnnotatedClass = true)
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ParkingAwayTest {

    private static final byte[] DATA = "{}".getBytes(UTF_8);

    /** A broker that this class may stop. */
    public static final class Kafka extends OwnKafka {

        public Kafka() {
            super(Map.of(
                    "sluice.topic", "events",
                    "sluice.key", "subject",
                    "sluice.keyless", "refuse",
                    "sluice.rejects.topic", "rejects",
                    "sluice.ack-deadline", "10m"));
        }

        @Override
        protected void prepare(EmbeddedKafka started) {
            KafkaTopic.create(started.bootstrapServers(), "events", 3);
            KafkaTopic.create(started.bootstrapServers(), "rejects", 3);
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    EmbeddedKafka broker;

    @Test
    void areAnsweredLikeAllOthersAtOnce() throws IOException {
        assertThat(RawHttp.post(port, Events.binary("before"), DATA).status()).isEqualTo(400);
        broker.stop();
        try (RawHttp waiting = new RawHttp(port)) {
            waiting.sendPost("/", Events.binary("1", "ce-subject", "s"), DATA);
            String breaker = "";
            while (!breaker.contains("\"open\"")) {
                breaker = ready();
            }
            Response response = RawHttp.post(port, Events.binary("keyless"), DATA);
            assertThat(response.status()).as(response.body()).isEqualTo(503);
            assertThat(response.body()).contains("UNAVAILABLE", "could not be parked");
            assertThat(response.header("retry-after")).isNotNull();
        } finally {
            broker.resume();
        }
    }

    private String ready() throws IOException {
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return client.read().body();
        }
    }
}
