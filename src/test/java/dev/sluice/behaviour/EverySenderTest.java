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
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Senders of every kind, by every proof that needs nobody else, and the records that they make in Kafka. */
@QuarkusTest
@TestProfile(EverySenderTest.Profile.class)
@QuarkusTestResource(
        value = SharedKafka.class,
        initArgs = @ResourceArg(name = SharedKafka.TOPICS, value = "senders-events"),
        restrictToAnnotatedClass = true)
class EverySenderTest {

    private static final String SECRET = "the-secret-of-the-sender";

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
                        + "x-amz-sns-message-id: s-1\nx-amz-sns-topic-arn: arn:aws:sns:eu-west-1:123456789012:alarms\n"
                        + "x-amz-sns-subscription-arn: arn:aws:sns:eu-west-1:123456789012:alarms:2bcfbf39\n"
                        + "x-amz-sns-rawdelivery: true",
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

        /** What a signature begins with: the preset's own prefix stays. */
        private String prefix() {
            return this == GITHUB ? "sha256=" : "";
        }

        private Map<String, String> keys() {
            return switch (this) {
                case SNS -> Map.of("topic-arns", "arn:aws:sns:eu-west-1:123456789012:alarms", "allow-unsigned", "true");
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
        SIGNATURE;

        private Map<String, String> keys() {
            return switch (this) {
                case NONE -> Map.of();
                case BASIC -> Map.of("basic.users.ann", SECRET);
                case KEY -> Map.of("api-key.callers.ann", SECRET);
                case BEARER -> Map.of("bearer.callers.ann", SECRET);
                case SIGNATURE -> Map.of("signature.header", "X-Signature", "signature.secrets", SECRET);
            };
        }

        private String callerOf(String sender) {
            return switch (this) {
                case NONE -> "";
                case SIGNATURE -> sender;
                default -> "ann";
            };
        }

        private List<Map.Entry<String, String>> headers(String secret, byte[] body, String prefix) {
            return switch (this) {
                case NONE -> List.of();
                case BASIC ->
                    List.of(Map.entry(
                            "Authorization",
                            "Basic " + Base64.getEncoder().encodeToString(("ann:" + secret).getBytes(UTF_8))));
                case KEY -> List.of(Map.entry("X-Api-Key", secret));
                case BEARER -> List.of(Map.entry("Authorization", "Bearer " + secret));
                case SIGNATURE -> List.of(Map.entry("X-Signature", prefix + Signed.hex(secret, body)));
            };
        }
    }

    private static String name(Kind kind, Proof proof) {
        return (kind + proof.name()).toLowerCase(Locale.ROOT);
    }

    static Stream<Arguments> senders() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Proof.values()).map(proof -> Arguments.of(kind, proof)));
    }

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>();
            overrides.put("sluice.topic", "senders-events");
            overrides.put("sluice.headers.sender", "{@sender}");
            overrides.put("sluice.headers.caller", "{@caller}");
            for (Kind kind : Kind.values()) {
                for (Proof proof : Proof.values()) {
                    String sender = "sluice.senders." + name(kind, proof) + ".";
                    overrides.put(sender + "path", "/" + name(kind, proof));
                    overrides.put(sender + "kind", kind.text());
                    kind.keys().forEach((key, value) -> overrides.put(sender + key, value));
                    proof.keys().forEach((key, value) -> overrides.put(sender + "authenticate." + key, value));
                }
            }
            return overrides;
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private KafkaTopic events;

    @BeforeEach
    void open() {
        events = new KafkaTopic(bootstrapServers, "senders-events");
        events.skip();
    }

    @AfterEach
    void close() {
        events.close();
    }

    @ParameterizedTest
    @MethodSource("senders")
    void publishTheirEventsAndAreToldInTheRecord(Kind kind, Proof proof) throws IOException {
        String name = name(kind, proof);
        byte[] body = kind.body.getBytes(UTF_8);
        if (proof != Proof.NONE) {
            assertThat(post(name, kind, List.of(), body).status()).isEqualTo(401);
            assertThat(post(name, kind, proof.headers(SECRET + "s", body, kind.prefix()), body)
                            .status())
                    .isEqualTo(401);
        }
        Response response = post(name, kind, proof.headers(SECRET, body, kind.prefix()), body);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        ConsumerRecord<byte[], byte[]> record = only(events);
        assertThat(header(record, "ce_id")).isEqualTo(kind.id);
        assertThat(header(record, "ce_type")).startsWith(kind.type);
        assertThat(record.value()).asString(UTF_8).isEqualTo(kind.value);
        assertThat(header(record, "sender")).isEqualTo(name);
        assertThat(header(record, "caller")).isEqualTo(proof.callerOf(name));
        assertThat(record.headers())
                .noneSatisfy(
                        header -> assertThat(new String(header.value(), UTF_8)).contains(SECRET));
    }

    private Response post(String sender, Kind kind, List<Map.Entry<String, String>> proof, byte[] body)
            throws IOException {
        List<Map.Entry<String, String>> headers = new ArrayList<>(proof);
        kind.headers.lines().forEach(line -> headers.add(Map.entry(line.split(": ")[0], line.split(": ")[1])));
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendPost("/" + sender, headers, body);
            return connection.read();
        }
    }
}
