package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import dev.sluice.http.UnderTest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Routes, from an HTTP request to the records in a real broker. */
@QuarkusTest
@TestProfile(RoutingTest.Profile.class)
@QuarkusTestResource(
        value = SharedKafka.class,
        initArgs = @ResourceArg(name = SharedKafka.TOPICS, value = "routing-orders,routing-audit"),
        restrictToAnnotatedClass = true)
public class RoutingTest {

    private static final String SECRET_VALUE = "jane@example.com";
    private static final String ORDER =
            "{\"order\":{\"id\":\"A-7\",\"total\":1.50},\"email\":\"" + SECRET_VALUE + "\"}";

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.ofEntries(
                    Map.entry("sluice.match", "all"),
                    Map.entry("sluice.unmatched", "ignore"),
                    Map.entry("sluice.redact-secret", "0123456789abcdef"),
                    Map.entry("sluice.routes.orders.when", "type LIKE 'order.%' AND type != 'order.copied'"),
                    Map.entry("sluice.routes.orders.topic", "routing-orders"),
                    Map.entry("sluice.routes.orders.key", "/order/id"),
                    Map.entry("sluice.routes.orders.keyless", "refuse"),
                    Map.entry("sluice.routes.orders.partition", "shard"),
                    Map.entry("sluice.routes.orders.timestamp", "event"),
                    Map.entry("sluice.routes.orders.redact", "/email=mask"),
                    Map.entry("sluice.routes.orders.schema", "src/test/resources/schemas/orders-2020-12.json"),
                    Map.entry("sluice.routes.audit.when", "type = 'order.placed'"),
                    Map.entry("sluice.routes.audit.topic", "routing-audit"),
                    Map.entry("sluice.routes.audit.content-mode", "structured"),
                    Map.entry("sluice.routes.audit.redact", "/email=drop"),
                    Map.entry("sluice.routes.copy1.when", "type = 'order.copied'"),
                    Map.entry("sluice.routes.copy1.topic", "routing-audit"),
                    Map.entry("sluice.routes.copy2.when", "type = 'order.copied'"),
                    Map.entry("sluice.routes.copy2.topic", "routing-audit"),
                    Map.entry("sluice.routes.copy3.when", "type = 'order.copied'"),
                    Map.entry("sluice.routes.copy3.topic", "routing-audit"),
                    Map.entry("sluice.routes.copy4.when", "type = 'order.copied'"),
                    Map.entry("sluice.routes.copy4.topic", "routing-audit"),
                    Map.entry("sluice.routes.copy5.when", "type = 'order.copied'"),
                    Map.entry("sluice.routes.copy5.topic", "routing-audit"),
                    Map.entry("sluice.routes.missing.when", "type = 'order.lost' OR type = 'lost'"),
                    Map.entry("sluice.routes.missing.topic", "routing-missing"));
        }
    }

    private final int port = UnderTest.port();

    private final String bootstrapServers = UnderTest.setting("kafka.bootstrap.servers");

    private KafkaTopic orders;
    private KafkaTopic audit;

    @BeforeEach
    void open() {
        orders = new KafkaTopic(bootstrapServers, "routing-orders");
        audit = new KafkaTopic(bootstrapServers, "routing-audit");
        orders.next();
        audit.next();
    }

    @AfterEach
    void close() {
        orders.close();
        audit.close();
    }

    @Test
    void givesARecordForEachRouteThatTakesTheEventAsThatRouteSays() throws IOException {
        Response response = post("order.placed", ORDER);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        ConsumerRecord<byte[], byte[]> order = only(orders);
        assertThat(order.key()).asString(UTF_8).isEqualTo("A-7");
        assertThat(order.partition()).isEqualTo(7);
        assertThat(order.timestamp()).isEqualTo(1_767_225_600_123L);
        assertThat(order.value()).asString(UTF_8).isEqualTo(ORDER.replace(SECRET_VALUE, "***"));
        ConsumerRecord<byte[], byte[]> audited = only(audit);
        assertThat(audited.key()).asString(UTF_8).isEqualTo("/shop");
        assertThat(audited.headers().lastHeader("content-type").value())
                .asString(UTF_8)
                .isEqualTo("application/cloudevents+json");
        assertThat(audited.value()).asString(UTF_8).contains("\"total\":1.50}}").doesNotContain("email");
    }

    @Test
    void writesNothingAnywhereWhereOneOfTheTopicsIsMissing() throws IOException {
        Response response = post("order.lost", ORDER);
        assertThat(response.status()).as(response.body()).isEqualTo(503);
        assertThat(response.body()).contains("REFUSED_BY_KAFKA");
        assertThat(orders.next()).isEmpty();
    }

    @Test
    void answersFor202OnlyWhereEveryRecordIsStored() throws IOException {
        audit.set("max.message.bytes", "200");
        try {
            Response response = post("order.placed", ORDER);
            // the setting takes a moment to be in force
            for (int attempt = 0; attempt < 10_000 && response.status() == 202; attempt++) {
                audit.next();
                response = post("order.placed", ORDER);
            }
            assertThat(response.status()).as(response.body()).isEqualTo(413);
            assertThat(audit.next()).isEmpty();
        } finally {
            audit.unset("max.message.bytes");
        }
    }

    @Test
    void acceptsAndForgetsWhatNoRouteTakes() throws IOException {
        Response response = post("invoice", ORDER);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        assertThat(response.body()).isEmpty();
        assertThat(orders.next()).isEmpty();
        assertThat(audit.next()).isEmpty();
        try (RawHttp page = new RawHttp(port)) {
            page.send("GET /q/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(page.read().body()).contains("outcome=\"IGNORED\"");
        }
    }

    @Test
    void refusesPermanentlyWhatTheRouteDoesNotTakeAndNamesNoValue() throws IOException {
        refused(post("order.placed", ORDER.replace("1.50", "\"free\"")), "INVALID_DATA", "/order/total");
        refused(post("order.placed", ORDER.replace("}", "")), "INVALID_DATA", "data");
        refused(post("order.placed", ORDER, "ce-shard", "12"), "UNROUTABLE", "12 partitions");
        refused(post("order.placed", ORDER, "ce-shard", "x"), "UNROUTABLE", "no partition");
        refused(post("order.placed", ORDER, "Content-Type", "text/plain"), "INVALID_DATA", "JSON content type");
        refused(post("order.placed", ORDER, "ce-time", "1969-01-01T00:00:00Z"), "INVALID_ATTRIBUTE", "1970");
        refused(post("order.tombstone", ""), "KEYLESS", "route orders");
        refused(post("order.paid", ORDER, "ce-time", "2099-01-01T00:00:00Z"), "INVALID_RECORD", "Timestamp");
        assertThat(orders.next()).isEmpty();
        assertThat(audit.next()).isEmpty();
    }

    @Test
    void takesABatchByTheSameRulesOrNotAtAll() throws IOException {
        String good = event("1", "order.placed", ORDER);
        String ignored = event("2", "invoice", "5");
        String bad = event("3", "order.placed", ORDER.replace("A-7", "7"));
        Response refusal = batch(good, ignored, bad);
        refused(refusal, "INVALID_DATA", "\"index\":2");
        assertThat(orders.next()).isEmpty();
        assertThat(batch(good, ignored, good.replace("A-7", "A-8")).status()).isEqualTo(202);
        assertThat(orders.next())
                .extracting(record -> new String(record.key(), UTF_8))
                .containsExactly("A-7", "A-8");
        assertThat(audit.next()).hasSize(2);
    }

    @Test
    void refusesABatchThatWouldBecomeMoreThanMayBeInFlight() throws IOException {
        String large = event("1", "order.copied", "\"" + "x".repeat(800_000) + "\"");
        String[] batch = new String[10];
        Arrays.fill(batch, large);
        Response response = batch(batch);
        assertThat(response.status()).as(response.body()).isEqualTo(413);
        assertThat(response.body()).contains("TOO_LARGE", "together exceed");
        assertThat(audit.next()).isEmpty();
    }

    private static void refused(Response response, String outcome, String why) {
        assertThat(response.status()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains(outcome, why).doesNotContain(SECRET_VALUE, "\n");
    }

    private Response post(String type, String data, String... headers) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "Content-Type", "application/json",
                "ce-specversion", "1.0",
                "ce-id", "1",
                "ce-source", "/shop",
                "ce-type", type,
                "ce-shard", "7",
                "ce-time", "2026-01-01T00:00:00.123Z"));
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        return RawHttp.post(port, List.copyOf(all.entrySet()), data.getBytes(UTF_8));
    }

    private static String event(String id, String type, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"/shop\",\"type\":\"" + type
                + "\",\"shard\":\"3\",\"data\":" + data + "}";
    }

    private Response batch(String... events) throws IOException {
        String batch = Stream.of(events).collect(Collectors.joining(",", "[", "]"));
        return RawHttp.post(
                port, List.of(Map.entry("Content-Type", "application/cloudevents-batch+json")), batch.getBytes(UTF_8));
    }

    private static ConsumerRecord<byte[], byte[]> only(KafkaTopic topic) {
        List<ConsumerRecord<byte[], byte[]>> records = topic.next();
        assertThat(records).hasSize(1);
        return records.get(0);
    }
}
