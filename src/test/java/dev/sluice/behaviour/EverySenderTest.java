package dev.sluice.behaviour;

import static dev.sluice.behaviour.RejectsTest.header;
import static dev.sluice.behaviour.RejectsTest.only;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import dev.sluice.http.Signed;
import dev.sluice.ingress.auth.OwnIssuer;
import dev.sluice.ingress.auth.OwnSns;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Senders of every kind, by every proof, with each answer to what they may send, and the records that they make in
 * Kafka. Client certificates have a test of their own, because they need a listener of their own.
 */
@QuarkusTest
@TestProfile(EverySenderTest.Profile.class)
@QuarkusTestResource(
        value = SharedKafka.class,
        initArgs = @ResourceArg(name = SharedKafka.TOPICS, value = "senders-events"),
        restrictToAnnotatedClass = true)
@QuarkusTestResource(value = OwnIssuer.class, restrictToAnnotatedClass = true)
class EverySenderTest {

    private static final String SECRET = "the-secret-of-the-sender";
    private static final String AUDIENCE = "https://sluice.example";
    private static final String TOPIC_ARN = "arn:aws:sns:eu-west-1:123456789012:alarms";

    private static final Map.Entry<String, String> RAW = Map.entry("x-amz-sns-rawdelivery", "true");

    private record Request(List<Map.Entry<String, String>> headers, byte[] body) {

        private Request with(String name, String value) {
            List<Map.Entry<String, String>> more = new ArrayList<>(headers);
            more.add(Map.entry(name, value));
            return new Request(more, body);
        }
    }

    /** What each kind sends, and the event that it is. */
    private enum Kind {
        CLOUDEVENTS(
                "ce-specversion: 1.0\nce-id: c-1\nce-source: /shop\nce-type: order.placed\nContent-Type: application/json",
                "{ \"a\":1.50 }",
                "c-1",
                "order.placed",
                "{ \"a\":1.50 }"),
        PUBSUB(
                "Content-Type: application/json",
                "{\"message\":{\"data\":\"eyAiYSI6MS41MCB9\",\"messageId\":\"p-1\","
                        + "\"publishTime\":\"2026-01-01T00:00:00Z\"},\"subscription\":\"projects/p/subscriptions/s\"}",
                "p-1",
                "google.cloud.pubsub.topic.v1.messagePublished",
                "{ \"a\":1.50 }"),
        SNS(
                "Content-Type: text/plain; charset=UTF-8\nx-amz-sns-message-type: Notification\n"
                        + "x-amz-sns-message-id: s-1\nx-amz-sns-topic-arn: " + TOPIC_ARN
                        + "\nx-amz-sns-subscription-arn: " + TOPIC_ARN + ":2bcfbf39",
                "{ \"a\":1.50 }",
                "s-1",
                "com.amazonaws.sns.Notification",
                "{ \"a\":1.50 }"),
        EVENTBRIDGE(
                "Content-Type: application/json",
                "{\"version\":\"0\",\"id\":\"b-1\",\"detail-type\":\"Placed\",\"source\":\"shop\","
                        + "\"account\":\"123456789012\",\"time\":\"2026-01-01T00:00:00Z\",\"region\":\"eu-west-1\","
                        + "\"resources\":[],\"detail\":{ \"a\":1.50 }}",
                "b-1",
                "",
                "{ \"a\":1.50 }"),
        EVENTGRID(
                "Content-Type: application/json",
                "[{\"id\":\"g-1\",\"topic\":\"/t\",\"subject\":\"s\",\"eventType\":\"T\","
                        + "\"eventTime\":\"2026-01-01T00:00:00Z\",\"data\":{ \"a\":1.50 },\"dataVersion\":\"1\","
                        + "\"metadataVersion\":\"1\"}]",
                "g-1",
                "T",
                "{ \"a\":1.50 }"),
        WEBHOOK(
                "Content-Type: application/json",
                "{\"id\":\"w-1\",\"state\":\"paid\",\"order\":{ \"a\":1.50 }}",
                "w-1",
                "com.example.paid",
                "{ \"a\":1.50 }"),
        GITHUB(
                "Content-Type: application/json\nX-GitHub-Event: ping\nX-GitHub-Delivery: h-1",
                "{\"repository\":{\"url\":\"https://api.github.com/repos/acme/shop\"}}",
                "h-1",
                "com.github.ping",
                "{\"repository\":{\"url\":\"https://api.github.com/repos/acme/shop\"}}");

        private final String headers;
        private final String body;
        private final String id;
        private final String type;
        private final String value;

        Kind(String headers, String body, String id, String type, String value) {
            this.headers = headers;
            this.body = body;
            this.id = id;
            this.type = type;
            this.value = value;
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What it sends without any proof; of SNS by raw delivery. */
        private Request request() {
            Request request = new Request(
                    headers.lines()
                            .map(line -> line.split(": "))
                            .map(header -> Map.entry(header[0], header[1]))
                            .toList(),
                    body.getBytes(UTF_8));
            return this == SNS ? request.with(RAW.getKey(), RAW.getValue()) : request;
        }

        /** What a signature begins with: the preset's own prefix stays. */
        private String prefix() {
            return this == GITHUB ? "sha256=" : "";
        }

        private Stream<Proof> proofs() {
            return Arrays.stream(Proof.values()).filter(proof -> proof != Proof.ITS_OWN || this == SNS);
        }

        private Map<String, String> keys() {
            return switch (this) {
                case SNS -> Map.of("topic-arns", TOPIC_ARN);
                case WEBHOOK ->
                    Map.of(
                            "event.id", "{/id}",
                            "event.source", "https://billing.example",
                            "event.type", "com.example.{/state}",
                            "data", "/order");
                default -> Map.of();
            };
        }
    }

    /** How a sender proves who it is. */
    private enum Proof {
        NONE,
        BASIC,
        KEY,
        BEARER,
        SIGNATURE,
        OIDC,
        ITS_OWN;

        private Map<String, String> keys() {
            return switch (this) {
                case NONE, ITS_OWN -> Map.of();
                case BASIC -> Map.of("basic.users.ann", SECRET);
                case KEY -> Map.of("api-key.callers.ann", SECRET);
                case BEARER -> Map.of("bearer.callers.ann", SECRET);
                case SIGNATURE -> Map.of("signature.header", "X-Signature", "signature.secrets", SECRET);
                case OIDC -> Map.of("oidc.issuer", "${" + OwnIssuer.NAME + "}", "oidc.audience", AUDIENCE);
            };
        }

        private String callerOf(String sender) {
            return switch (this) {
                case NONE -> "";
                case SIGNATURE -> sender;
                case ITS_OWN -> TOPIC_ARN;
                default -> "ann";
            };
        }
    }

    /** What a sender may send. */
    private enum Grant {
        EVERYTHING,
        THIS,
        ANOTHER;

        private Map<String, String> keys(Kind kind, Proof proof, String sender) {
            if (this == EVERYTHING) {
                return Map.of();
            }
            if (proof == Proof.NONE) {
                return Map.of("allow[0].when", "id = '" + (this == THIS ? kind.id : "another") + "'");
            }
            String caller = this == THIS ? proof.callerOf(sender) : "another";
            return Map.of("allow[0].caller", caller, "allow[0].when", "id = '" + kind.id + "'");
        }
    }

    private static String name(Kind kind, Proof proof, Grant grant) {
        return (kind + "-" + proof.name().replace('_', '-') + "-" + grant).toLowerCase(Locale.ROOT);
    }

    static Stream<Arguments> senders() {
        return Arrays.stream(Kind.values()).flatMap(kind -> kind.proofs().map(proof -> Arguments.of(kind, proof)));
    }

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>();
            overrides.put("sluice.topic", "senders-events");
            overrides.put("sluice.dedup.entries", "1000");
            overrides.put("sluice.headers.sender", "{@sender}");
            overrides.put("sluice.headers.caller", "{@caller}");
            for (Kind kind : Kind.values()) {
                kind.proofs().forEach(proof -> {
                    for (Grant grant : Grant.values()) {
                        add(overrides, kind, proof, grant);
                    }
                });
            }
            return overrides;
        }

        private static void add(Map<String, String> overrides, Kind kind, Proof proof, Grant grant) {
            String name = name(kind, proof, grant);
            String sender = "sluice.senders." + name + ".";
            overrides.put(sender + "path", "/" + name);
            overrides.put(sender + "kind", kind.text());
            kind.keys().forEach((key, value) -> overrides.put(sender + key, value));
            if (kind == Kind.SNS) {
                overrides.put(sender + "allow-unsigned", Boolean.toString(proof != Proof.ITS_OWN));
            }
            proof.keys().forEach((key, value) -> overrides.put(sender + "authenticate." + key, value));
            grant.keys(kind, proof, name).forEach((key, value) -> overrides.put(sender + key, value));
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(OwnSns.class);
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = OwnIssuer.NAME)
    String issuer;

    /** One for all, because to open it, or to go to its end, takes longer than to read it. */
    private static @Nullable KafkaTopic opened;

    private KafkaTopic events;

    @BeforeEach
    void open() {
        if (opened == null) {
            opened = new KafkaTopic(bootstrapServers, "senders-events");
        }
        events = opened;
        events.next();
    }

    @AfterAll
    static void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }

    @ParameterizedTest
    @MethodSource("senders")
    void publishWhatTheyMayAndAreToldInTheRecord(Kind kind, Proof proof) throws IOException {
        for (Grant grant : List.of(Grant.EVERYTHING, Grant.THIS)) {
            String name = name(kind, proof, grant);
            Response response = post(name, proven(kind, proof, SECRET));
            assertThat(response.status()).as(response.body()).isEqualTo(202);
            ConsumerRecord<byte[], byte[]> record = only(events);
            assertThat(header(record, "ce_id")).isEqualTo(kind.id);
            assertThat(header(record, "ce_type")).startsWith(kind.type);
            assertThat(record.value()).asString(UTF_8).isEqualTo(kind.value);
            assertThat(header(record, "sender")).isEqualTo(name);
            assertThat(header(record, "caller")).isEqualTo(proof.callerOf(name));
            assertThat(record.headers())
                    .noneSatisfy(header ->
                            assertThat(new String(header.value(), UTF_8)).contains(SECRET));
        }
    }

    @ParameterizedTest
    @MethodSource("senders")
    void publishNothingElse(Kind kind, Proof proof) throws IOException {
        for (Grant grant : Grant.values()) {
            String name = name(kind, proof, grant);
            if (proof != Proof.NONE) {
                assertThat(post(name, kind.request()).status()).isEqualTo(401);
                assertThat(post(name, proven(kind, proof, SECRET + "s")).status())
                        .isEqualTo(401);
            }
        }
        Response response = post(name(kind, proof, Grant.ANOTHER), proven(kind, proof, SECRET));
        assertThat(response.status()).as(response.body()).isEqualTo(403);
        assertThat(response.body()).contains("FORBIDDEN");
        assertThat(events.next()).isEmpty();
    }

    /** Of a message of SNS, the body alone is signed: its source is the subscription that a header names. */
    @Test
    void publishNothingAgainThatSomebodyHasSeen() throws IOException {
        String name = name(Kind.SNS, Proof.ITS_OWN, Grant.EVERYTHING);
        byte[] seen = OwnSns.notification(TOPIC_ARN, "seen", "{}").getBytes(UTF_8);
        for (String subscription : List.of("2bcfbf39", "2bcfbf39", "another")) {
            Request request = new Request(
                    List.of(
                            Map.entry("x-amz-sns-message-type", "Notification"),
                            Map.entry("x-amz-sns-message-id", "seen"),
                            Map.entry("x-amz-sns-topic-arn", TOPIC_ARN),
                            Map.entry("x-amz-sns-subscription-arn", TOPIC_ARN + ":" + subscription)),
                    seen);
            assertThat(post(name, request).status()).isEqualTo(202);
        }
        assertThat(header(only(events), "ce_source")).isEqualTo(TOPIC_ARN + ":2bcfbf39");
    }

    /** The request with its proof; with another secret than the sender's, one that does not hold. */
    private Request proven(Kind kind, Proof proof, String secret) throws IOException {
        Request request = kind.request();
        return switch (proof) {
            case NONE -> request;
            case BASIC ->
                request.with(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(("ann:" + secret).getBytes(UTF_8)));
            case KEY -> request.with("X-Api-Key", secret);
            case BEARER -> request.with("Authorization", "Bearer " + secret);
            case SIGNATURE -> request.with("X-Signature", kind.prefix() + Signed.hex(secret, request.body));
            case OIDC -> request.with("Authorization", "Bearer " + token(secret));
            case ITS_OWN -> {
                String body = OwnSns.notification(TOPIC_ARN, kind.id, kind.value);
                List<Map.Entry<String, String>> headers = new ArrayList<>(request.headers);
                headers.remove(RAW);
                yield new Request(
                        headers, (secret.equals(SECRET) ? body : body.replace("1.50", "9.50")).getBytes(UTF_8));
            }
        };
    }

    private String token(String secret) throws IOException {
        String token = OwnIssuer.token(issuer, AUDIENCE, "ann");
        int signature = token.lastIndexOf('.') + 1;
        char other = token.charAt(signature) == 'A' ? 'B' : 'A';
        return secret.equals(SECRET) ? token : token.substring(0, signature) + other + token.substring(signature + 1);
    }

    private Response post(String sender, Request request) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendPost("/" + sender, request.headers, request.body);
            return connection.read();
        }
    }
}
