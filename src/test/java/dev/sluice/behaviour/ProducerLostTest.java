package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.RefusingConnector;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;

/** A producer that will never send again, as probes see it, with a connector that does what the test says. */
@QuarkusTest
@TestProfile(ProducerLostTest.Profile.class)
class ProducerLostTest {

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return RefusingConnector.configuration(Map.of("sluice.topic", "events"));
        }
    }

    /** What a broker incident, a mistake of an operator or a bad event brings. */
    private static final List<Exception> PASSING = List.of(
            new TimeoutException("x"),
            new NotEnoughReplicasException("x"),
            new OutOfOrderSequenceException("x"),
            new TopicAuthorizationException("x"),
            new ClusterAuthorizationException("x"),
            new AuthenticationException("x"),
            new UnknownTopicOrPartitionException("x"),
            new RecordTooLargeException("x"),
            new KafkaException("x"),
            new RuntimeException("never seen before"));

    /** What the client reports of every record from its first failure of that kind on. */
    private static final Exception FATAL =
            new KafkaException("in an error state", new ClusterAuthorizationException("x"));

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    @Connector(RefusingConnector.NAME)
    RefusingConnector connector;

    @Test
    void turnsLivenessDownWithTheReasonAndNothingElseDoes() throws Exception {
        for (Exception passing : PASSING) {
            nack(5, passing);
            assertThat(get("/q/health/live").status()).as(passing.toString()).isEqualTo(200);
        }
        nack(2, FATAL);
        ack();
        nack(2, FATAL);
        assertThat(get("/q/health/live").status()).isEqualTo(200);
        nack(1, FATAL);
        Response live = get("/q/health/live");
        assertThat(live.status()).isEqualTo(503);
        assertThat(live.body()).contains("\"producer\"", "\"reason\": \"ClusterAuthorizationException\"");
        assertThat(get("/q/health/ready").status()).isEqualTo(200);
    }

    private void nack(int times, Exception reported) throws Exception {
        for (int i = 0; i < times; i++) {
            try (RawHttp sender = new RawHttp(port)) {
                sender.sendPost("/", Events.binary("1"), "{}".getBytes(UTF_8));
                connector.take().nack(reported);
                assertThat(sender.read().status()).isIn(413, 503, 504);
            }
        }
    }

    private void ack() throws Exception {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/", Events.binary("1"), "{}".getBytes(UTF_8));
            connector.take().ack();
            assertThat(sender.read().status()).isEqualTo(202);
        }
    }

    private Response get(String page) throws Exception {
        try (RawHttp client = new RawHttp(port)) {
            client.send("GET " + page + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return client.read();
        }
    }
}
