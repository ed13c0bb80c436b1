package dev.sluice.behaviour;

import static dev.sluice.behaviour.RejectsTest.header;
import static dev.sluice.behaviour.RejectsTest.ids;
import static dev.sluice.behaviour.RejectsTest.only;
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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that cannot be decoded, where they are parked and their senders told 202. */
@QuarkusTest
@TestProfile(UndecodedTest.Profile.class)
@QuarkusTestResource(
        value = SharedKafka.class,
        initArgs = @ResourceArg(name = SharedKafka.TOPICS, value = "undecoded-events,undecoded-rejects"),
        restrictToAnnotatedClass = true)
class UndecodedTest {

    private static final int MAX_BODY = 64 * 1024;
    private static final String STRUCTURED = "application/cloudevents+json; charset=utf-8";
    private static final String BAD_TIME =
            Events.json("b", ", \"time\":\"2026-01-25T19:07:06GMT\",\"data\":{\"n\" : 1.0}");

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "sluice.topic", "undecoded-events",
                    "sluice.routes.keyed.when", "subject = 'keyless'",
                    "sluice.routes.keyed.key", "/id",
                    "sluice.routes.keyed.keyless", "refuse",
                    "sluice.max-body-size", "64K",
                    "sluice.rejects.topic", "undecoded-rejects",
                    "sluice.rejects.answer", "accept",
                    "sluice.rejects.undecoded", "true");
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
        events = new KafkaTopic(bootstrapServers, "undecoded-events");
        rejects = new KafkaTopic(bootstrapServers, "undecoded-rejects");
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
        List<Map.Entry<String, String>> headers = Events.binary("1", "ce-time", "lunch%20time");
        headers.add(Map.entry("Authorization", "Bearer secret"));
        assertAccepted(RawHttp.post(port, headers, "{ \"a\":1 }".getBytes(UTF_8)));
        ConsumerRecord<byte[], byte[]> parked = only(rejects);
        assertThat(parked.key()).isNull();
        assertThat(parked.value()).asString(UTF_8).isEqualTo("{ \"a\":1 }");
        assertThat(header(parked, "sluice_request_content-type")).isEqualTo("application/json");
        assertThat(header(parked, "sluice_request_ce-id")).isEqualTo("1");
        assertThat(header(parked, "sluice_request_ce-time")).isEqualTo("lunch%20time");
        assertThat(header(parked, "sluice_reject_outcome")).isEqualTo("INVALID_ATTRIBUTE");
        assertThat(header(parked, "sluice_reject_rule")).isEqualTo("time: must be a timestamp (RFC 3339)");
        assertThat(Instant.parse(header(parked, "sluice_reject_time"))).isNotNull();
        assertThat(header(parked, "sluice_reject_instance")).isNotEmpty();
        assertThat(parked.headers())
                .extracting(Header::key)
                .allMatch(name -> name.startsWith("sluice_re"))
                .doesNotContain("sluice_request_authorization");
        assertThat(events.next()).isEmpty();
    }

    @Test
    void areParkedWhereNoEventCanBeMadeOutAtAll() throws IOException {
        assertParked(STRUCTURED, "{\"specversion\":\"1.0\",\"id\":\"27\",\"subject\":\"\"}", "INVALID_ATTRIBUTE");
        assertParked(STRUCTURED, "{\"specversion\":", "MALFORMED");
        assertParked("application/cloudevents+cbor", "\u00a0", "UNSUPPORTED_FORMAT");
        assertParked("application/x-www-form-urlencoded", "a=b", "MALFORMED");
        assertParked("application/cloudevents-batch+json", "[" + Events.json("a", "") + ",{", "MALFORMED");
        assertThat(events.next()).isEmpty();
    }

    @Test
    void areParkedWithoutTheirCodingOrWithOneThatCannotBeUndone() throws IOException {
        assertAccepted(RawHttp.post(port, coded("gzip"), gzip("{")));
        ConsumerRecord<byte[], byte[]> plain = only(rejects);
        assertThat(plain.value()).asString(UTF_8).isEqualTo("{");
        assertThat(header(plain, "sluice_request_content-encoding")).isEmpty();

        byte[] body = {0x0b, 0x01, (byte) 0x80};
        for (String coding : List.of("br", "gzip")) {
            assertAccepted(RawHttp.post(port, coded(coding), body));
            ConsumerRecord<byte[], byte[]> still = only(rejects);
            assertThat(still.value()).isEqualTo(body);
            assertThat(header(still, "sluice_request_content-encoding")).isEqualTo(coding);
        }
    }

    @Test
    void areParkedWithTheBodyThatTheirSenderSendsOnceItMay() throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            connection.send("POST / HTTP/1.1\r\nHost: a\r\nce-id: \r\nExpect: 100-continue\r\n"
                    + "Content-Encoding: br\r\nContent-Length: 2\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(100);
            connection.send("{}");
            assertAccepted(connection.read());
        }
        assertThat(only(rejects).value()).asString(UTF_8).isEqualTo("{}");
    }

    @Test
    void areParkedOneByOneOutOfABatchAndTheRestIsPublished() throws IOException {
        assertAccepted(RejectsTest.batch(
                port,
                Events.json("a", ""),
                BAD_TIME,
                Events.json("keyless", ",\"subject\":\"keyless\",\"data\":{}"),
                "1",
                Events.json("c", "")));
        assertThat(ids(events)).containsExactlyInAnyOrder("a", "c");
        List<ConsumerRecord<byte[], byte[]>> parked = rejects.next();
        assertThat(parked)
                .extracting(record -> header(record, "sluice_reject_rule"))
                .containsExactlyInAnyOrder(
                        "event 1: time: must be a timestamp (RFC 3339)",
                        "event 2: route keyed: the event yields no key, but the route requires one",
                        "event 3: is not a JSON object");
        assertThat(parked)
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactlyInAnyOrder(BAD_TIME, "{}", "1");
        assertThat(parked)
                .filteredOn(record -> header(record, "ce_id").isEmpty())
                .extracting(record -> header(record, "sluice_request_content-type"))
                .containsOnly("application/cloudevents-batch+json");
    }

    @Test
    void areNotParkedWhereNoEventWasSent() throws IOException {
        assertThat(status("GET / HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo(405);
        assertThat(status("POST /other HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"))
                .isEqualTo(404);
        assertThat(status("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"))
                .isEqualTo(400);
        byte[] large = "x".repeat(MAX_BODY + 1).getBytes(UTF_8);
        assertThat(RawHttp.post(port, Events.structured(), large).status()).isEqualTo(413);
        assertThat(RejectsTest.batch(port, "1", "\"" + "x".repeat(MAX_BODY) + "\"")
                        .status())
                .isEqualTo(413);
        assertThat(rejects.next()).isEmpty();
    }

    private void assertParked(String contentType, String body, String outcome) throws IOException {
        assertAccepted(RawHttp.post(port, List.of(Map.entry("Content-Type", contentType)), body.getBytes(UTF_8)));
        ConsumerRecord<byte[], byte[]> parked = only(rejects);
        assertThat(parked.value()).asString(UTF_8).isEqualTo(body);
        assertThat(header(parked, "sluice_reject_outcome")).isEqualTo(outcome);
        assertThat(header(parked, "sluice_request_content-type")).isEqualTo(contentType);
    }

    private static void assertAccepted(Response response) {
        assertThat(response.status()).as(response.body()).isEqualTo(202);
    }

    private int status(String request) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            connection.send(request);
            return connection.read().status();
        }
    }

    private static List<Map.Entry<String, String>> coded(String coding) {
        return List.of(Map.entry("Content-Type", STRUCTURED), Map.entry("Content-Encoding", coding));
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}
