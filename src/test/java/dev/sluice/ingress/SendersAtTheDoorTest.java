package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Events;
import dev.sluice.http.MetricsPage;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several senders at one door, each at its path, with its words, its proofs and what it may send. */
@QuarkusTest
@TestProfile(SendersAtTheDoorTest.Profile.class)
class SendersAtTheDoorTest {

    private static final String ALICE = "the-key-of-alice-1";
    private static final String BOB = "the-key-of-bob-000";

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(new RequestTest.Profile().getConfigOverrides());
            overrides.put("sluice.headers.from", "{@sender}/{@caller}");
            sender(overrides, "mesh", Map.of("path", "/mesh"));
            sender(overrides, "slow", Map.of("path", "/slow", "rate", "60"));
            sender(overrides, "push", Map.of("path", "/push", "kind", "pubsub"));
            sender(overrides, "bus", Map.of("path", "/bus", "kind", "eventbridge"));
            sender(overrides, "grid", Map.of("path", "/grid", "kind", "eventgrid"));
            sender(
                    overrides,
                    "keyed",
                    Map.of(
                            "path", "/keyed",
                            "authenticate.api-key.callers.alice", ALICE,
                            "authenticate.api-key.callers.bob", BOB,
                            "authenticate.bearer.callers.carol", "the-token-of-carol-1",
                            "allow[0].caller", "alice",
                            "allow[1].caller", "bob",
                            "allow[1].when", "type LIKE 'com.example.%'",
                            "rate", "6000"));
            return overrides;
        }

        private static void sender(Map<String, String> overrides, String name, Map<String, String> keys) {
            keys.forEach((key, value) -> overrides.put("sluice.senders." + name + "." + key, value));
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    private InMemorySink<ProducerRecord<byte[], byte[]>> records;

    @BeforeEach
    void clear() {
        records = connector.sink("records");
        records.clear();
    }

    @Test
    void areToldInTheRecord() throws IOException {
        assertThat(post("/mesh", Events.binary("1"), "{}").status()).isEqualTo(202);
        assertThat(post("/keyed", Events.binary("2", "X-Api-Key", ALICE), "{}").status())
                .isEqualTo(202);
        assertThat(records.received()).hasSize(2);
        assertThat(record(0).headers().lastHeader("from")).isNull();
        assertThat(header(record(1), "from")).isEqualTo("keyed/alice");
    }

    @ParameterizedTest
    @CsvSource({"/", "/mesh/", "/Mesh", "/keyed2", "//mesh"})
    void comeInAtTheirPathsOnly(String path) throws IOException {
        assertThat(post(path, Events.binary("1"), "{}").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                                      | com.example.a | 401 | UNAUTHENTICATED
            X-Api-Key: the-key-of-alice-1          | org.other     | 202 | -
            X-Api-Key: the-key-of-alice-2          | org.other     | 401 | UNAUTHENTICATED
            X-Api-Key: the-key-of-alice-           | org.other     | 401 | UNAUTHENTICATED
            X-Api-Key: the-key-of-bob-000          | com.example.a | 202 | -
            X-Api-Key: the-key-of-bob-000          | org.other     | 403 | FORBIDDEN
            Authorization: Bearer the-token-of-carol-1 | com.example.a | 403 | FORBIDDEN
            Authorization: Bearer the-token-of-carol-2 | com.example.a | 401 | UNAUTHENTICATED
            Authorization: Basic YTpi              | com.example.a | 401 | UNAUTHENTICATED
            """)
    void proveWhoTheyAreAndSendWhatTheyMay(String proof, String type, int status, String outcome) throws IOException {
        List<Map.Entry<String, String>> headers = new ArrayList<>(Events.binary("1"));
        headers.removeIf(header -> header.getKey().equals("ce-type"));
        headers.add(Map.entry("ce-type", type));
        if (proof != null) {
            headers.add(Map.entry(proof.split(": ")[0], proof.split(": ")[1]));
        }
        Response response = post("/keyed", headers, "{}");
        assertThat(response.status()).isEqualTo(status);
        if (outcome == null) {
            assertThat(records.received()).hasSize(1);
        } else {
            assertThat(response.body())
                    .contains("\"title\":\"" + outcome + "\"")
                    .doesNotContain("the-");
            assertThat(records.received()).isEmpty();
        }
        assertThat(response.header("www-authenticate")).isEqualTo(status == 401 ? "Bearer realm=\"sluice\"" : null);
    }

    @Test
    void areRefusedBeforeTheBodyIsRead() throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.send("POST /keyed HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\nExpect: 100-continue\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(401);
        }
    }

    @Test
    void areRefusedAsABatchForOneEventThatTheyMayNotSend() throws IOException {
        String batch =
                "[" + Events.json("1", "").replace("\"t\"", "\"com.example.a\"") + "," + Events.json("2", "") + "]";
        Response response = post(
                "/keyed",
                List.of(Map.entry("Content-Type", "application/cloudevents-batch+json"), Map.entry("X-Api-Key", BOB)),
                batch);
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body()).contains("event 1: the caller may not send such events");
        assertThat(records.received()).isEmpty();
    }

    @Test
    void exceedNoRateOfTheirOwn() throws IOException {
        assertThat(post("/slow", Events.binary("1"), "{}").status()).isEqualTo(202);
        Response response = post("/slow", Events.binary("2"), "{}");
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.body()).contains("the sender exceeds its rate");
        assertThat(response.header("retry-after")).isNotNull();
        assertThat(post("/mesh", Events.binary("3"), "{}").status()).isEqualTo(202);
    }

    @Test
    void areCountedByName() throws IOException {
        double before = counted("sluice_unauthenticated_total{reason=\"MISSING\",sender=\"keyed\"}");
        assertThat(post("/keyed", Events.binary("1"), "{}").status()).isEqualTo(401);
        assertThat(counted("sluice_unauthenticated_total{reason=\"MISSING\",sender=\"keyed\"}"))
                .isEqualTo(before + 1);
    }

    @Test
    void ofPubSubAreReadInTheirWords() throws IOException {
        Response response = post(
                "/push",
                List.of(Map.entry("Content-Type", "application/json")),
                "{\"message\":{\"data\":\"eyJhIjoxfQ==\",\"messageId\":\"7\",\"publishTime\":\"2026-01-01T00:00:00Z\","
                        + "\"orderingKey\":\"order-1\"},\"subscription\":\"projects/p/subscriptions/s\"}");
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        assertThat(header(record(0), "ce_id")).isEqualTo("7");
        assertThat(header(record(0), "ce_type")).isEqualTo("google.cloud.pubsub.topic.v1.messagePublished");
        assertThat(new String(record(0).key(), UTF_8)).isEqualTo("order-1");
        assertThat(new String(record(0).value(), UTF_8)).isEqualTo("{\"a\":1}");
    }

    @Test
    void ofEventBridgeAreReadInTheirWords() throws IOException {
        Response response = post(
                "/bus",
                List.of(Map.entry("Content-Type", "application/json; charset=utf-8")),
                "{\"version\":\"0\",\"id\":\"e-1\",\"detail-type\":\"Object Created\",\"source\":\"aws.s3\","
                        + "\"account\":\"123456789012\",\"time\":\"2026-01-01T00:00:00Z\",\"region\":\"eu-west-1\","
                        + "\"resources\":[\"arn:aws:s3:::b\"],\"detail\":{ \"n\": 1.50 }}");
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        assertThat(header(record(0), "ce_id")).isEqualTo("e-1");
        assertThat(new String(record(0).value(), UTF_8)).isEqualTo("{ \"n\": 1.50 }");
    }

    @Test
    void ofEventGridAreReadInBothSchemasAndGetTheirCodeBack() throws IOException {
        String events = "[{\"id\":\"g-1\",\"topic\":\"/t\",\"subject\":\"s\",\"eventType\":\"T\","
                + "\"eventTime\":\"2026-01-01T00:00:00Z\",\"data\":{\"a\":1},\"dataVersion\":\"1\","
                + "\"metadataVersion\":\"1\"}]";
        Response response = post("/grid", List.of(Map.entry("Content-Type", "application/json")), events);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        assertThat(header(record(0), "ce_id")).isEqualTo("g-1");
        Response validated = post(
                "/grid",
                List.of(
                        Map.entry("Content-Type", "application/json"),
                        Map.entry("aeg-event-type", "SubscriptionValidation")),
                "[{\"id\":\"1\",\"topic\":\"/t\",\"subject\":\"\","
                        + "\"eventType\":\"Microsoft.EventGrid.SubscriptionValidationEvent\","
                        + "\"eventTime\":\"2026-01-01T00:00:00Z\",\"data\":{\"validationCode\":\"AB-12\"},"
                        + "\"dataVersion\":\"1\",\"metadataVersion\":\"1\"}]");
        assertThat(validated.status()).isEqualTo(200);
        assertThat(validated.body()).isEqualTo("{\"validationResponse\":\"AB-12\"}");
    }

    private Response post(String path, List<Map.Entry<String, String>> headers, String body) throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost(path, headers, body.getBytes(UTF_8));
            return sender.read();
        }
    }

    private ProducerRecord<byte[], byte[]> record(int index) {
        return records.received().get(index).getPayload();
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    private double counted(String metric) throws IOException {
        return MetricsPage.of(port).sum(metric);
    }
}
