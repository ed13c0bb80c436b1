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
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Events that are refused permanently, where they are parked and their senders told what for; and cannot be parked. */
@QuarkusTest
@TestProfile(RejectsRefusedTest.Profile.class)
@QuarkusTestResource(
        value = SharedKafka.class,
        initArgs = @ResourceArg(name = SharedKafka.TOPICS, value = "kept-events,kept-rejects"),
        restrictToAnnotatedClass = true)
class RejectsRefusedTest {

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> all = new HashMap<>(RejectsTest.CONFIGURATION);
            all.put("sluice.routes.sharded.topic", "kept-events");
            all.put("sluice.routes.all.topic", "kept-events");
            all.put("sluice.rejects.topic", "kept-rejects");
            all.put("sluice.rejects.undecoded", "true");
            all.put("sluice.ack-deadline", "3s");
            return all;
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void areParkedAndRefusedAndWhereTheyCannotBeParkedSentAgain() throws IOException {
        try (KafkaTopic events = new KafkaTopic(bootstrapServers, "kept-events");
                KafkaTopic rejects = new KafkaTopic(bootstrapServers, "kept-rejects")) {
            Response response = RawHttp.post(port, Events.binary("1"), "{}".getBytes(UTF_8));
            assertThat(response.status()).as(response.body()).isEqualTo(400);
            assertThat(response.body()).contains("KEYLESS");
            assertThat(RejectsTest.header(RejectsTest.only(rejects), "ce_id")).isEqualTo("1");

            response = RejectsTest.batch(port, RejectsTest.event("2", "{\"id\":1}"), RejectsTest.event("3", "{}"));
            assertThat(response.status()).as(response.body()).isEqualTo(400);
            assertThat(response.body()).contains("KEYLESS", "\"index\":1");
            assertThat(RejectsTest.header(RejectsTest.only(rejects), "ce_id")).isEqualTo("3");
            assertThat(events.next()).isEmpty();

            response = RawHttp.post(port, Events.binary("5", "ce-time", "noon"), "{}".getBytes(UTF_8));
            assertThat(response.status()).as(response.body()).isEqualTo(400);
            assertThat(response.body()).contains("INVALID_ATTRIBUTE", "\"attribute\":\"time\"");
            assertThat(RejectsTest.header(RejectsTest.only(rejects), "sluice_request_ce-id"))
                    .isEqualTo("5");

            response = RejectsTest.batch(port, RejectsTest.event("6", "{\"id\":1}"), "{\"id\":\"7\"}", "8");
            assertThat(response.status()).as(response.body()).isEqualTo(400);
            assertThat(response.body()).contains("INVALID_ATTRIBUTE", "\"index\":1");
            assertThat(RejectsTest.only(rejects).value()).asString(UTF_8).isEqualTo("{\"id\":\"7\"}");
            assertThat(events.next()).isEmpty();

            response = RawHttp.post(port, Events.binary("9", "Content-Encoding", "br"), "{}".getBytes(UTF_8));
            assertThat(response.status()).as(response.body()).isEqualTo(415);
            assertThat(response.header("accept-encoding")).isEqualTo("gzip, deflate");
            assertThat(RejectsTest.header(RejectsTest.only(rejects), "sluice_request_content-encoding"))
                    .isEqualTo("br");

            rejects.set("max.message.bytes", "1");
            response = RawHttp.post(port, Events.structured(), "{".getBytes(UTF_8));
            assertThat(response.status()).as(response.body()).isEqualTo(503);
            assertThat(response.body()).contains("UNAVAILABLE", "could not be parked");
            assertThat(response.header("retry-after")).asInt().isBetween(2, 9);
            response = RawHttp.post(port, Events.binary("4"), "{}".getBytes(UTF_8));
            assertThat(response.status()).as(response.body()).isEqualTo(503);
            assertThat(response.body()).contains("UNAVAILABLE", "could not be parked");
            assertThat(response.header("retry-after")).asInt().isBetween(2, 9);
            assertThat(rejects.next()).isEmpty();
        }
    }
}
