package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import dev.sluice.http.Signed;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders that prove who they are, at a door that parks what cannot be decoded. */
@QuarkusTest
@TestProfile(ProofsAtTheDoorTest.Profile.class)
class ProofsAtTheDoorTest {

    private static final String SECRET = "the-secret-of-the-sender";
    private static final String OTHER = "the-secret-of-the-sendes";

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(new RequestTest.Profile().getConfigOverrides());
            overrides.put("mp.messaging.outgoing.rejects.connector", InMemoryConnector.CONNECTOR);
            overrides.put("sluice.rejects.topic", "rejects");
            overrides.put("sluice.rejects.answer", "accept");
            overrides.put("sluice.rejects.undecoded", "true");
            overrides.put("sluice.headers.from", "{@sender}/{@caller}");
            sender(overrides, "github", Map.of("kind", "github", "secrets", SECRET));
            sender(overrides, "slack", Map.of("kind", "slack", "secrets", SECRET));
            sender(overrides, "stripe", Map.of("kind", "stripe", "secrets", SECRET));
            sender(
                    overrides,
                    "items",
                    Map.of(
                            "kind", "webhook",
                            "each", "/items",
                            "event.id", "{/id}",
                            "event.source", "https://billing.example",
                            "event.type", "com.example.{/state}",
                            "authenticate.signature.header", "X-Signature",
                            "authenticate.signature.secrets", SECRET));
            sender(overrides, "adobe", Map.of("kind", "adobe-io", "authenticate.api-key.secrets", SECRET));
            sender(overrides, "basic", Map.of("authenticate.basic.users.ann", SECRET));
            sender(
                    overrides,
                    "sent",
                    Map.of("authenticate.signature.header", "X-Signature", "authenticate.signature.secrets", SECRET));
            sender(
                    overrides,
                    "decoded",
                    Map.of(
                            "authenticate.signature.header", "X-Signature",
                            "authenticate.signature.body", "decoded",
                            "authenticate.signature.secrets", SECRET));
            sender(overrides, "open", Map.of());
            return overrides;
        }

        private static void sender(Map<String, String> overrides, String name, Map<String, String> keys) {
            overrides.put("sluice.senders." + name + ".path", "/" + name);
            keys.forEach((key, value) -> overrides.put("sluice.senders." + name + "." + key, value));
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    Vertx vertx;

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    private InMemorySink<ProducerRecord<byte[], byte[]>> records;
    private InMemorySink<ProducerRecord<byte[], byte[]>> rejects;

    @BeforeEach
    void clear() {
        records = connector.sink("records");
        records.clear();
        rejects = connector.sink("rejects");
        rejects.clear();
    }

    @Nested
    class OfGitHub {

        private static final String BODY = "{\"action\":\"opened\",\"issue\":{\"number\":42},"
                + "\"repository\":{\"url\":\"https://api.github.com/repos/acme/shop\"}}";

        @ParameterizedTest
        @CsvSource(nullValues = "-", textBlock = """
                right,                            202
                another body,                     401
                another secret,                   401
                missing,                          401
                twice,                            401
                in upper case and without prefix, 401
                of a space,                       401
                """)
        void areProvenByTheSignatureOverTheBody(String signature, int status) throws IOException {
            String right = "sha256=" + Signed.hex(SECRET, BODY.getBytes(UTF_8));
            List<Map.Entry<String, String>> headers = headers();
            switch (signature) {
                case "another secret" -> add(headers, "sha256=" + Signed.hex(OTHER, BODY.getBytes(UTF_8)));
                case "missing" -> {}
                case "twice" -> {
                    add(headers, right);
                    add(headers, right);
                }
                case "in upper case and without prefix" ->
                    add(headers, right.substring(7).toUpperCase(Locale.ROOT));
                case "of a space" -> add(headers, "sha256=" + Signed.hex(SECRET, " ".getBytes(UTF_8)));
                default -> add(headers, right);
            }
            String body = signature.equals("another body") ? BODY.replace("42", "43") : BODY;
            Response response = post("/github", headers, body.getBytes(UTF_8));
            assertThat(response.status()).as(response.body()).isEqualTo(status);
            if (status == 202) {
                assertThat(header(record(0), "ce_type")).isEqualTo("com.github.issues.opened");
                assertThat(header(record(0), "ce_subject")).isEqualTo("42");
                assertThat(header(record(0), "from")).isEqualTo("github/github");
                assertThat(record(0).value()).asString(UTF_8).isEqualTo(BODY);
            } else {
                assertRefused(response);
            }
        }

        private static List<Map.Entry<String, String>> headers() {
            return new ArrayList<>(List.of(
                    Map.entry("Content-Type", "application/json"),
                    Map.entry("X-GitHub-Event", "issues"),
                    Map.entry("X-GitHub-Delivery", "72d3162e")));
        }

        private static void add(List<Map.Entry<String, String>> headers, String signature) {
            headers.add(Map.entry("X-Hub-Signature-256", signature));
        }
    }

    @Nested
    class OfSlack {

        private static final String QUESTION =
                "{\"token\":\"t\",\"challenge\":\"3eZbrw1a\",\"type\":\"url_verification\"}";

        @Test
        void getTheirChallengeBackIfItIsSigned() throws IOException {
            Response response = post("/slack", headers(SECRET, now(), QUESTION), QUESTION.getBytes(UTF_8));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("3eZbrw1a");
            assertThat(response.header("content-type")).startsWith("text/plain");
            assertThat(records.received()).isEmpty();
        }

        @Test
        void getNothingBackIfItIsNot() throws IOException {
            assertRefused(
                    post("/slack", List.of(Map.entry("Content-Type", "application/json")), QUESTION.getBytes(UTF_8)));
            assertRefused(post("/slack", headers(OTHER, now(), QUESTION), QUESTION.getBytes(UTF_8)));
            assertRefused(post("/slack", headers(SECRET, now() - 301, QUESTION), QUESTION.getBytes(UTF_8)));
        }

        private static List<Map.Entry<String, String>> headers(String secret, long time, String body) {
            return List.of(
                    Map.entry("Content-Type", "application/json"),
                    Map.entry("X-Slack-Request-Timestamp", Long.toString(time)),
                    Map.entry(
                            "X-Slack-Signature",
                            "v0=" + Signed.hex(secret, ("v0:" + time + ":" + body).getBytes(UTF_8))));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 202", "-290, 202", "290, 202", "-310, 401", "310, 401"})
    void ofStripeAreProvenForFiveMinutes(long secondsFromNow, int status) throws IOException {
        String body =
                "{\"id\":\"evt_1\",\"type\":\"invoice.paid\",\"created\":1764196800,\"data\":{\"object\":{\"id\":\"in_1\"}}}";
        long time = now() + secondsFromNow;
        String signature = Signed.hex(SECRET, (time + "." + body).getBytes(UTF_8));
        Response response = post(
                "/stripe",
                List.of(
                        Map.entry("Content-Type", "application/json"),
                        Map.entry("Stripe-Signature", "t=" + time + ",v1=" + signature + ",v0=00")),
                body.getBytes(UTF_8));
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        if (status == 202) {
            assertThat(header(record(0), "ce_id")).isEqualTo("evt_1");
        } else {
            assertRefused(response);
            assertThat(response.body()).contains("too far from now");
        }
    }

    @Test
    void sendSeveralEventsInOneBodyOrNone() throws IOException {
        String body = "{\"items\":[{\"id\":\"a\",\"state\":\"paid\"}, {\"id\":\"b\", \"state\":\"due\"}]}";
        assertRefused(post("/items", signed(OTHER, body.getBytes(UTF_8)), body.getBytes(UTF_8)));
        Response response = post("/items", signed(SECRET, body.getBytes(UTF_8)), body.getBytes(UTF_8));
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        assertThat(records.received())
                .extracting(message -> header(message.getPayload(), "ce_id"))
                .containsExactlyInAnyOrder("a", "b");
        assertThat(records.received())
                .extracting(message -> new String(message.getPayload().value(), UTF_8))
                .contains("{\"id\":\"b\", \"state\":\"due\"}");
    }

    @Test
    void ofAdobeAreAskedByAGetThatNeedsNoProof() throws IOException {
        try (RawHttp asking = new RawHttp(port)) {
            asking.send("GET /adobe?challenge=8ec8d794-e0ab HTTP/1.1\r\nHost: localhost\r\n\r\n");
            Response response = asking.read();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("8ec8d794-e0ab");
            assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
        }
        assertRefused(post("/adobe", Events.binary("1"), "{}".getBytes(UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            ann:the-secret-of-the-sender, 202
            ann:the-secret-of-the-sendes, 401
            Ann:the-secret-of-the-sender, 401
            ann,                          401
            :,                            401
            -,                            401
            """)
    void proveANameByItsPassword(@Nullable String login, int status) throws IOException {
        List<Map.Entry<String, String>> headers = Events.binary("1");
        if (login != null) {
            headers.add(
                    Map.entry("Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8))));
        }
        Response response = post("/basic", headers, "{}".getBytes(UTF_8));
        assertThat(response.status()).isEqualTo(status);
        if (status == 202) {
            assertThat(header(record(0), "from")).isEqualTo("basic/ann");
        } else {
            assertRefused(response);
            assertThat(response.header("www-authenticate")).startsWith("Basic ");
        }
    }

    @ParameterizedTest
    @CsvSource({"/sent, true, 202", "/sent, false, 401", "/decoded, true, 401", "/decoded, false, 202"})
    void signTheBodyWithItsCodingOrWithout(String path, boolean overCoded, int status) throws IOException {
        byte[] body = "{\"total\":12.50}".getBytes(UTF_8);
        byte[] coded = Signed.gzip(body);
        List<Map.Entry<String, String>> headers = signedEvent(SECRET, overCoded ? coded : body);
        headers.add(Map.entry("Content-Encoding", "gzip"));
        Response response = post(path, headers, coded);
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        if (status == 202) {
            assertThat(record(0).value()).isEqualTo(body);
        } else {
            assertRefused(response);
        }
    }

    @Nested
    class WithoutAProof {

        @ParameterizedTest
        @ValueSource(strings = {"/github", "/slack", "/stripe", "/items", "/adobe", "/basic", "/sent", "/decoded"})
        void parkNothing(String path) throws IOException {
            List<Map.Entry<String, String>> bad = List.of(Map.entry("Content-Type", "application/json"));
            assertRefused(post(path, bad, "{".getBytes(UTF_8)));
            List<Map.Entry<String, String>> coded =
                    List.of(Map.entry("Content-Type", "application/json"), Map.entry("Content-Encoding", "gzip"));
            assertRefused(post(path, coded, "no gzip".getBytes(UTF_8)));
            List<Map.Entry<String, String>> unknown =
                    List.of(Map.entry("Content-Type", "application/json"), Map.entry("Content-Encoding", "br"));
            assertRefused(post(path, unknown, "{}".getBytes(UTF_8)));
        }

        @Test
        void parkNothingOfWhatAProvenOneParks() throws IOException {
            byte[] bad = "{".getBytes(UTF_8);
            assertThat(post("/items", signed(SECRET, bad), bad).status()).isEqualTo(202);
            assertThat(rejects.received()).hasSize(1);
            byte[] noGzip = "no gzip".getBytes(UTF_8);
            List<Map.Entry<String, String>> coded = signedEvent(SECRET, noGzip);
            coded.add(Map.entry("Content-Encoding", "gzip"));
            assertThat(post("/sent", coded, noGzip).status()).isEqualTo(202);
            assertThat(rejects.received()).hasSize(2);
            assertThat(rejects.received().get(1).getPayload().value()).isEqualTo(noGzip);
            assertThat(rejects.received())
                    .noneSatisfy(message -> assertThat(message.getPayload().headers())
                            .anyMatch(header -> header.key().contains("signature")));
        }

        @Test
        void changeNothingForTheNextRequestOfTheConnection() throws IOException {
            try (RawHttp one = new RawHttp(port);
                    RawHttp other = new RawHttp(port)) {
                byte[] body = "{}".getBytes(UTF_8);
                for (int i = 0; i < 20; i++) {
                    one.sendPost("/sent", signedEvent(OTHER, body), body);
                    one.sendPost("/sent", signedEvent(SECRET, body), body);
                    one.sendPost("/basic", Events.binary("1"), body);
                    other.sendPost("/open", Events.binary("1"), body);
                    assertThat(one.read().status()).isEqualTo(401);
                    assertThat(one.read().status()).isEqualTo(202);
                    assertThat(one.read().status()).isEqualTo(401);
                    assertThat(other.read().status()).isEqualTo(202);
                }
            }
        }

        @Test
        void changeNothingForTheOtherStreamsOfHttp2() throws Exception {
            HttpClient client = vertx.createHttpClient(
                    new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false),
                    new PoolOptions().setHttp2MaxSize(1));
            byte[] body = "{}".getBytes(UTF_8);
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                statuses.add(post2(client, "/sent", signedEvent(i % 2 == 0 ? SECRET : OTHER, body), body));
                statuses.add(post2(client, "/basic", Events.binary("1"), body));
            }
            Future.all(statuses).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            client.close();
            for (int i = 0; i < 20; i++) {
                assertThat(statuses.get(2 * i).result()).isEqualTo(i % 2 == 0 ? 202 : 401);
                assertThat(statuses.get(2 * i + 1).result()).isEqualTo(401);
            }
            assertThat(records.received()).hasSize(10);
            assertThat(rejects.received()).isEmpty();
        }
    }

    @Test
    void areAskedForTheBodyThatProvesThem() throws IOException {
        byte[] body = "{}".getBytes(UTF_8);
        for (String secret : List.of(SECRET, OTHER)) {
            try (RawHttp sender = new RawHttp(port)) {
                StringBuilder head = new StringBuilder("POST /sent HTTP/1.1\r\nHost: localhost\r\n");
                signedEvent(secret, body)
                        .forEach(header -> head.append(header.getKey())
                                .append(": ")
                                .append(header.getValue())
                                .append("\r\n"));
                sender.send(head + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
                assertThat(sender.read().status()).isEqualTo(100);
                sender.send(body);
                assertThat(sender.read().status()).isEqualTo(secret.equals(SECRET) ? 202 : 401);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"70000, 401", "100000, 431"})
    void areRefusedWithALongHeaderAndTheirConnectionOnly(int length, int status) throws IOException {
        try (RawHttp honest = new RawHttp(port);
                RawHttp other = new RawHttp(port)) {
            honest.sendPost("/open", Events.binary("1"), "{}".getBytes(UTF_8));
            assertThat(honest.read().status()).isEqualTo(202);
            other.send("POST /basic HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + "a".repeat(length)
                    + "\r\nContent-Length: 2\r\n\r\n{}");
            Response refused = other.read();
            assertThat(refused.status()).isEqualTo(status);
            assertThat(refused.body()).hasSizeLessThan(300);
            honest.sendPost("/open", Events.binary("2"), "{}".getBytes(UTF_8));
            assertThat(honest.read().status()).isEqualTo(202);
        }
        assertThat(rejects.received()).isEmpty();
    }

    private void assertRefused(Response response) {
        assertThat(response.status()).as(response.body()).isEqualTo(401);
        assertThat(response.body()).contains("\"title\":\"UNAUTHENTICATED\"").doesNotContain("the-secret");
        assertThat(records.received()).isEmpty();
        assertThat(rejects.received()).isEmpty();
    }

    private static long now() {
        return Instant.now().getEpochSecond();
    }

    private static List<Map.Entry<String, String>> signed(String secret, byte[] body) {
        return List.of(
                Map.entry("Content-Type", "application/json"), Map.entry("X-Signature", Signed.hex(secret, body)));
    }

    private static List<Map.Entry<String, String>> signedEvent(String secret, byte[] body) {
        return Events.binary("1", "X-Signature", Signed.hex(secret, body));
    }

    private Future<Integer> post2(
            HttpClient client, String path, List<Map.Entry<String, String>> headers, byte[] body) {
        return client.request(HttpMethod.POST, port, "localhost", path)
                .compose(call -> {
                    headers.forEach(header -> call.putHeader(header.getKey(), header.getValue()));
                    return call.send(Buffer.buffer(body));
                })
                .map(response -> response.statusCode());
    }

    private Response post(String path, List<Map.Entry<String, String>> headers, byte[] body) throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost(path, headers, body);
            return sender.read();
        }
    }

    private ProducerRecord<byte[], byte[]> record(int index) {
        return records.received().get(index).getPayload();
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
