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
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events that are refused permanently, where they are parked and their senders told 202. */
@QuarkusTest
@TestProfile(RejectsTest.Profile.class)
@QuarkusTestResource(
        value = SharedKafka.class,
        initArgs = @ResourceArg(name = SharedKafka.TOPICS, value = "parking-events,parking-rejects"),
        restrictToAnnotatedClass = true)
class RejectsTest {

    static final Map<String, String> CONFIGURATION = Map.of(
            "sluice.redact-secret", "0123456789abcdef",
            "sluice.routes.sharded.when", "EXISTS shard",
            "sluice.routes.sharded.partition", "shard",
            "sluice.routes.sharded.rank", "1",
            "sluice.routes.all.rank", "2",
            "sluice.key", "/id",
            "sluice.keyless", "refuse",
            "sluice.redact", "/email=drop");

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> all = new HashMap<>(CONFIGURATION);
            all.put("sluice.routes.sharded.topic", "parking-events");
            all.put("sluice.routes.all.topic", "parking-events");
            all.put("sluice.rejects.topic", "parking-rejects");
            all.put("sluice.rejects.answer", "accept");
            all.put("sluice.routes.closed.topic", "parking-events");
            all.put("sluice.routes.closed.when", "EXISTS closed");
            all.put("sluice.routes.closed.callers", "alice");
            return all;
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private KafkaTopic events;
    private KafkaTopic rejects;

    @BeforeEach
    void open() {
        events = new KafkaTopic(bootstrapServers, "parking-events");
        rejects = new KafkaTopic(bootstrapServers, "parking-rejects");
        events.next();
        rejects.next();
    }

    @AfterEach
    void close() {
        events.close();
        rejects.close();
    }

    @Test
    void areParkedAsTheyCameWithTheReason() throws IOException {
        String data = "{ \"email\":\"a@b.c\" }";
        Response response = post(data, "ce-subject", "s");
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        ConsumerRecord<byte[], byte[]> parked = only(rejects);
        assertThat(parked.value()).asString(UTF_8).isEqualTo(data);
        assertThat(parked.key()).isNull();
        assertThat(header(parked, "ce_id")).isEqualTo("1");
        assertThat(header(parked, "ce_subject")).isEqualTo("s");
        assertThat(header(parked, "content-type")).isEqualTo("application/json");
        assertThat(header(parked, "sluice_reject_outcome")).isEqualTo("KEYLESS");
        assertThat(header(parked, "sluice_reject_rule"))
                .isEqualTo("route all: the event yields no key, but the route requires one");
        assertThat(header(parked, "sluice_reject_route")).isEqualTo("all");
        assertThat(Instant.parse(header(parked, "sluice_reject_time"))).isNotNull();
        assertThat(header(parked, "sluice_reject_instance")).isNotEmpty();
        assertThat(events.next()).isEmpty();
        assertThat(metrics()).contains("outcome=\"PARKED\"", "sluice_parked_total");
    }

    @Test
    void areNotParkedForACallerWhoMayNotSendThem() throws IOException {
        Response response = post("{\"id\":1}", "ce-closed", "yes");
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.body()).contains("\"title\":\"FORBIDDEN\"", "the caller may not use this route");
        assertThat(rejects.next()).isEmpty();
        assertThat(events.next()).isEmpty();
    }

    @Test
    void areParkedWhereThePartitionIsNotThere() throws IOException {
        assertThat(post("{\"id\":1}", "ce-shard", "12").status()).isEqualTo(202);
        assertThat(header(only(rejects), "sluice_reject_outcome")).isEqualTo("UNROUTABLE");
        assertThat(events.next()).isEmpty();
    }

    @Test
    void areParkedWhereKafkaRefusesTheirRecordPermanently() throws IOException {
        events.set("max.message.bytes", "20000");
        try {
            String large = "{\"id\":1,\"x\":\"" + "x".repeat(40_000) + "\"}";
            assertThat(post(large).status()).isEqualTo(202);
            ConsumerRecord<byte[], byte[]> parked = only(rejects);
            assertThat(header(parked, "sluice_reject_outcome")).isEqualTo("TOO_LARGE");
            assertThat(parked.value()).asString(UTF_8).isEqualTo(large);
            assertThat(batch(port, event("a", "{\"id\":1}"), event("b", large), event("c", "{\"id\":1}"))
                            .status())
                    .isEqualTo(202);
            assertThat(ids(events)).containsExactly("a", "c");
            assertThat(ids(rejects)).containsExactly("b");
        } finally {
            events.unset("max.message.bytes");
        }
    }

    @Test
    void areParkedOneByOneOutOfABatchAndTheRestIsPublished() throws IOException {
        Response response = batch(
                port,
                event("1", "{\"id\":1}"),
                event("2", "{\"email\":\"x\"}"),
                event("3", "{\"id\":1,\"email\":\"x\"}"),
                event("4", "[]"),
                event("5", "{\"id\":1}"));
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        assertThat(ids(events)).containsExactly("1", "3", "5");
        List<ConsumerRecord<byte[], byte[]>> parked = rejects.next();
        assertThat(parked).extracting(record -> header(record, "ce_id")).containsExactlyInAnyOrder("2", "4");
        assertThat(parked)
                .extracting(record -> header(record, "sluice_reject_rule"))
                .anyMatch(rule -> rule.startsWith("event 1: route all: "));
    }

    @Test
    void areNotParkedWhereNoEventWasDecoded() throws IOException {
        assertThat(post("{\"id\":1}", "ce-time", "lunchtime").status()).isEqualTo(400);
        assertThat(batch(port, "{}").status()).isEqualTo(400);
        assertThat(rejects.next()).isEmpty();
    }

    private String metrics() throws IOException {
        try (RawHttp page = new RawHttp(port)) {
            page.send("GET /q/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return page.read().body();
        }
    }

    private Response post(String data, String... header) throws IOException {
        List<Map.Entry<String, String>> headers =
                header.length == 0 ? Events.binary("1") : Events.binary("1", header[0], header[1]);
        return RawHttp.post(port, headers, data.getBytes(UTF_8));
    }

    static Response batch(int port, String... members) throws IOException {
        return RawHttp.post(
                port,
                List.of(Map.entry("Content-Type", "application/cloudevents-batch+json")),
                Stream.of(members).collect(Collectors.joining(",", "[", "]")).getBytes(UTF_8));
    }

    static String event(String id, String data) {
        return Events.json(id, ",\"data\":" + data);
    }

    static List<String> ids(KafkaTopic topic) {
        return topic.next().stream().map(record -> header(record, "ce_id")).toList();
    }

    static ConsumerRecord<byte[], byte[]> only(KafkaTopic topic) {
        List<ConsumerRecord<byte[], byte[]>> records = topic.next();
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
