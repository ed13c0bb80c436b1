package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A topic that is not there, and then is. */
@QuarkusTest
@TestProfile(MissingTopicTest.Profile.class)
@QuarkusTestResource(
        value = SharedKafka.class,
        initArgs = @ResourceArg(name = SharedKafka.WITHOUT_TOPIC, value = "true"),
        restrictToAnnotatedClass = true)
class MissingTopicTest {

    private static final byte[] DATA = "{}".getBytes(UTF_8);

    /** A deadline that a test can wait for. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("sluice.ack-deadline", "5s");
        }
    }

    @ConfigProperty(name = "sluice.topic")
    String topicName;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Test
    void isToldToEverySenderAtOnceAndNothingIsWrittenLater() throws IOException {
        for (int round = 0; round < 2; round++) {
            for (Response response : postTogether(50)) {
                assertThat(response.status()).as(response.body()).isEqualTo(503);
                assertThat(response.body()).contains("REFUSED_BY_KAFKA", "UnknownTopicOrPartitionException");
                assertThat(response.header("retry-after")).asInt().isBetween(30, 60);
            }
        }
        KafkaTopic.create(bootstrapServers, topicName, 3);
        int status = 0;
        for (int attempt = 0; attempt < 100_000 && status != 202; attempt++) {
            status = RawHttp.post(port, Events.binary("now"), DATA).status();
        }
        assertThat(status).isEqualTo(202);
        try (KafkaTopic topic = new KafkaTopic(bootstrapServers, topicName)) {
            assertThat(topic.next()).hasSize(1);
        }
    }

    private List<Response> postTogether(int count) throws IOException {
        List<RawHttp> senders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RawHttp sender = new RawHttp(port);
            sender.sendPost("/", Events.binary("missing-" + i), DATA);
            senders.add(sender);
        }
        List<Response> responses = new ArrayList<>();
        for (RawHttp sender : senders) {
            responses.add(sender.read());
            sender.close();
        }
        return responses;
    }
}
