package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events over HTTP that become Avro in a real broker, by the schema of a registry. */
@QuarkusTest
@QuarkusTestResource(value = SharedKafka.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ValuesTest.Registry.class, restrictToAnnotatedClass = true)
class ValuesTest {

    /** A registry with one subject, whose schema has the id 7. */
    public static final class Registry implements QuarkusTestResourceLifecycleManager {

        private HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/subjects/orders/", asked -> answer(asked, 200, """
                    {"subject":"orders","version":1,"id":7,"schema":"{\\"type\\":\\"record\\",\\"name\\":\\"Order\\",\
                    \\"fields\\":[{\\"name\\":\\"id\\",\\"type\\":\\"int\\"}]}"}"""));
            server.createContext("/", asked -> answer(asked, 404, """
                    {"error_code":40401,"message":"Subject not found."}"""));
            server.start();
            return Map.of(
                    "sluice.registry.url",
                    "http://localhost:" + server.getAddress().getPort(),
                    "sluice.value.format",
                    "avro",
                    "sluice.value.subject",
                    "{subject}",
                    "sluice.value.subjects-allowed",
                    "orders,missing");
        }

        private static void answer(HttpExchange asked, int status, String json) throws IOException {
            try (asked) {
                byte[] body = json.getBytes(UTF_8);
                asked.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
                asked.sendResponseHeaders(status, body.length);
                asked.getResponseBody().write(body);
            }
        }

        @Override
        public void stop() {
            server.stop(0);
        }
    }

    @ConfigProperty(name = "sluice.topic")
    String topicName;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    private KafkaTopic topic;

    @BeforeEach
    void beginAtTheEndOfTheTopic() {
        topic = new KafkaTopic(bootstrapServers, topicName);
        topic.skip();
    }

    @AfterEach
    void closeTheTopic() {
        topic.close();
    }

    private Response post(String subject, String data) throws IOException {
        return RawHttp.post(port, Events.binary("1", "ce-subject", subject), data.getBytes(UTF_8));
    }

    @Test
    void areStoredBehindTheIdOfTheirSchema() throws IOException {
        Response response = post("orders", "{\"id\":42}");
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        List<ConsumerRecord<byte[], byte[]>> records = topic.next();
        assertThat(records).singleElement().satisfies(record -> {
            assertThat(HexFormat.of().formatHex(record.value())).isEqualTo("000000000754");
            assertThat(record.headers().lastHeader("content-type").value())
                    .asString(UTF_8)
                    .isEqualTo("application/avro");
            assertThat(record.headers().lastHeader("ce_subject").value())
                    .asString(UTF_8)
                    .isEqualTo("orders");
        });
    }

    @Test
    void areRefusedWithTheirPlaceIfTheDataDoesNotFit() throws IOException {
        Response response = post("orders", "{\"id\":\"forty-two\"}");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).contains("INVALID_DATA", "data: /id ").doesNotContain("forty");
        assertThat(topic.next()).isEmpty();
    }

    @Test
    void areToBeSentAgainWhileTheirSchemaIsNotKnown() throws IOException {
        Response response = post("missing", "{\"id\":42}");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body()).contains("UNAVAILABLE", "missing");
        assertThat(topic.next()).isEmpty();
    }
}
