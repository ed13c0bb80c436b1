package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events with several records of which some are too large, where parked events count as accepted. */
@QuarkusTest
@TestProfile(PartlyRefusedTest.Profile.class)
@QuarkusTestResource(
        value = SharedKafka.class,
        initArgs = @ResourceArg(name = SharedKafka.TOPICS, value = "partly-whole,partly-less,partly-rejects"),
        restrictToAnnotatedClass = true)
class PartlyRefusedTest {

    private static final int TOO_LARGE = 80_000;

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> all = new HashMap<>();
            all.put("mp.messaging.outgoing.records.max.request.size", "70000");
            all.put("sluice.match", "all");
            all.put("sluice.routes.whole.when", "type = 't'");
            all.put("sluice.routes.whole.topic", "partly-whole");
            all.put("sluice.routes.less.when", "type = 't'");
            all.put("sluice.routes.less.topic", "partly-less");
            all.put("sluice.routes.less.redact", "/large=drop");
            all.put("sluice.rejects.topic", "partly-rejects");
            all.put("sluice.rejects.answer", "accept");
            return all;
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private KafkaTopic whole;
    private KafkaTopic less;
    private KafkaTopic rejects;

    @BeforeEach
    void open() {
        whole = new KafkaTopic(bootstrapServers, "partly-whole");
        less = new KafkaTopic(bootstrapServers, "partly-less");
        rejects = new KafkaTopic(bootstrapServers, "partly-rejects");
        Stream.of(whole, less, rejects).forEach(KafkaTopic::next);
    }

    @AfterEach
    void close() {
        Stream.of(whole, less, rejects).forEach(KafkaTopic::close);
    }

    @Test
    void arePublishedInAllTheirRecordsOrParkedOnceInABatch() throws IOException {
        Response response = RejectsTest.batch(
                port, event("fits", 1, 1), event("partly", TOO_LARGE, 1), event("never", 1, TOO_LARGE));
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        assertThat(RejectsTest.ids(whole)).containsExactly("fits");
        assertThat(RejectsTest.ids(less)).containsExactly("fits");
        assertThat(RejectsTest.ids(rejects)).containsExactlyInAnyOrder("partly", "never");
    }

    @Test
    void areParkedOnceWhereTheyCameAlone() throws IOException {
        Response response = RawHttp.post(
                port,
                List.of(Map.entry("Content-Type", "application/cloudevents+json")),
                event("alone", TOO_LARGE, 1).getBytes(UTF_8));
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        assertThat(RejectsTest.ids(whole)).isEmpty();
        assertThat(RejectsTest.ids(less)).isEmpty();
        assertThat(RejectsTest.ids(rejects)).containsExactly("alone");
    }

    /** One with so many characters in what one of the routes leaves out, and so many in what none does. */
    private static String event(String id, int leftOut, int kept) {
        return RejectsTest.event(
                id, "{\"large\":\"" + "x".repeat(leftOut) + "\",\"kept\":\"" + "y".repeat(kept) + "\"}");
    }
}
