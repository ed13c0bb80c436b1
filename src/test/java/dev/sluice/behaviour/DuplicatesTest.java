package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.OwnKafka;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events that come more than once, and the records of them in a real broker. */
@QuarkusTest
@QuarkusTestResource(value = DuplicatesTest.Kafka.class, restrictToAnnotatedClass = true)
class DuplicatesTest {

    private static final int ENTRIES = 5;

    /** The topic, and the subject, of events that are in flight until the topic needs no more replicas than it has. */
    private static final String HELD = "held";

    private static final String SECRET = "what both of us know";
    private static final String REPLICAS_NEEDED = "min.insync.replicas";
    private static final byte[] DATA = "{}".getBytes(UTF_8);

    /** A broker with a topic that holds events up, and a window that can be filled. */
    public static final class Kafka extends OwnKafka {

        public Kafka() {
            super(Map.of(
                    "sluice.topic",
                    "events",
                    "sluice.routes.held.topic",
                    HELD,
                    "sluice.routes.held.when",
                    "subject = '" + HELD + "'",
                    "sluice.dedup.entries",
                    Integer.toString(ENTRIES),
                    "sluice.senders.plain.path",
                    "/",
                    "sluice.senders.signing.path",
                    "/signing",
                    "sluice.senders.signing.authenticate.signature.header",
                    "X-Signature",
                    "sluice.senders.signing.authenticate.signature.secrets",
                    SECRET));
        }

        @Override
        protected void prepare(EmbeddedKafka started) {
            KafkaTopic.create(started.bootstrapServers(), "events", 3);
            KafkaTopic.create(started.bootstrapServers(), HELD, 1, Map.of(REPLICAS_NEEDED, "2"));
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "sluice.topic")
    String topicName;

    @Inject
    MeterRegistry registry;

    private KafkaTopic topic;
    private long answeredBefore;

    @BeforeEach
    void open() {
        topic = new KafkaTopic(bootstrapServers, topicName);
        topic.next();
        answeredBefore = answeredAsDuplicate();
    }

    @AfterEach
    void close() {
        topic.close();
    }

    @Test
    void areAnswered202AndNotStoredAgain() throws IOException {
        double before = duplicates("stored");
        for (int i = 0; i < 3; i++) {
            assertThat(post("1")).isEqualTo(202);
        }
        assertThat(ids()).containsExactly("1");
        assertThat(duplicates("stored")).isEqualTo(before + 2);
        assertThat(answeredAsDuplicate()).isEqualTo(answeredBefore + 2);
    }

    @Test
    void areThoseWithTheSameSourceAndTheSameId() throws IOException {
        for (String sourceAndId : List.of("/a b", "/a c", "/b b", "/ab -", "/a b-", "/a b")) {
            String[] both = sourceAndId.split(" ");
            String json = "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"" + both[0] + "\",\"id\":\"" + both[1]
                    + "\"}";
            assertThat(RawHttp.post(port, Events.structured(), json.getBytes(UTF_8))
                            .status())
                    .isEqualTo(202);
        }
        assertThat(topic.next()).hasSize(5);
    }

    @Test
    void areStoredAgainOnceTheFirstIsForgotten() throws IOException {
        post("old");
        for (int i = 1; i <= ENTRIES; i++) {
            post("newer-" + i);
        }
        post("newer-" + ENTRIES);
        post("newer-1");
        post("old");
        assertThat(ids().stream().filter("old"::equals)).hasSize(2);
        assertThat(answeredAsDuplicate()).isEqualTo(answeredBefore + 2);
    }

    @Test
    void waitForTheFirstWhileItIsInFlightWhoeverGivesUp() throws IOException {
        assertThat(post("before")).isEqualTo(202);
        double before = duplicates("joined");
        try (KafkaTopic held = new KafkaTopic(bootstrapServers, HELD);
                RawHttp first = new RawHttp(port);
                RawHttp second = new RawHttp(port);
                RawHttp third = new RawHttp(port)) {
            for (RawHttp sender : List.of(first, second, third)) {
                sender.sendPost("/", Events.binary("slow", "ce-subject", HELD), DATA);
            }
            for (int attempt = 0; attempt < 10_000 && duplicates("joined") < before + 2; attempt++) {
                RawHttp.post(port, Events.structured(), DATA);
            }
            first.reset();
            second.reset();
            held.unset(REPLICAS_NEEDED);
            assertThat(third.read().status()).isEqualTo(202);
        }
        assertThat(duplicates("joined")).isEqualTo(before + 2);
        assertThat(post("slow")).isEqualTo(202);
        assertThat(ids()).containsExactly("before");
        try (KafkaTopic again = new KafkaTopic(bootstrapServers, HELD)) {
            assertThat(ids(again).stream().filter("slow"::equals)).hasSize(1);
        }
    }

    @Test
    void areLeftOutOfABatch() throws IOException {
        post("b1");
        assertThat(batch("b1", "b2", "b2", "b3")).isEqualTo(202);
        assertThat(ids()).containsExactlyInAnyOrder("b1", "b2", "b3");
        assertThat(answeredAsDuplicate()).isEqualTo(answeredBefore);
        assertThat(batch("b1", "b2", "b3")).isEqualTo(202);
        assertThat(answeredAsDuplicate()).isEqualTo(answeredBefore + 1);
        assertThat(post("b2")).isEqualTo(202);
        assertThat(ids()).isEmpty();
    }

    /** Nobody signs the headers, so whoever hears a request can send it under another id. */
    @Test
    void areSignedRequestsThatAreRepeatedUnderAnotherId() throws Exception {
        assertThat(postSigned("s1", "{\"n\":1}")).isEqualTo(202);
        assertThat(postSigned("s2", "{\"n\":1}")).isEqualTo(202);
        assertThat(postSigned("s3", "{\"n\":2}")).isEqualTo(202);
        assertThat(ids()).containsExactlyInAnyOrder("s1", "s3");
        assertThat(answeredAsDuplicate()).isEqualTo(answeredBefore + 1);
    }

    private int postSigned(String id, String body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/signing", Events.binary(id, "X-Signature", signature), body.getBytes(UTF_8));
            return sender.read().status();
        }
    }

    private int post(String id) throws IOException {
        return RawHttp.post(port, Events.binary(id), DATA).status();
    }

    private int batch(String... ids) throws IOException {
        String json = Stream.of(ids).map(id -> Events.json(id, "")).collect(Collectors.joining(",", "[", "]"));
        return RawHttp.post(
                        port,
                        List.of(Map.entry("Content-Type", "application/cloudevents-batch+json")),
                        json.getBytes(UTF_8))
                .status();
    }

    private List<String> ids() {
        return ids(topic);
    }

    private static List<String> ids(KafkaTopic topic) {
        return topic.next().stream()
                .map(record -> new String(record.headers().lastHeader("ce_id").value(), UTF_8))
                .toList();
    }

    private double duplicates(String state) {
        return registry.get("sluice.duplicates").tag("state", state).counter().count();
    }

    private long answeredAsDuplicate() {
        return registry.get("sluice.requests").tag("outcome", "DUPLICATE").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }
}
