package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Refusal;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import dev.sluice.vectors.Vector;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Posts every vector to the function: what the core decides is what the sender is told and what is emitted. */
@QuarkusTest
@TestProfile(VectorOverHttpTest.Profile.class)
class VectorOverHttpTest {

    /** One event a request, as the vectors have it. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(new RequestTest.Profile().getConfigOverrides());
            overrides.put("sluice.batch.enabled", "false");
            return overrides;
        }
    }

    private static final Pattern TITLE = Pattern.compile("\"title\":\"([A-Z_]+)\"");
    private static final Pattern ATTRIBUTE = Pattern.compile("\"attribute\":\"((?:[^\"\\\\]|\\\\.)*)\"");

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    static Stream<Vector> vectors() {
        return Vector.all().filter(vector -> vector.contentMode() == ContentMode.BINARY);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void givesTheRecordOrTheRefusal(Vector vector) throws IOException {
        InMemorySink<ProducerRecord<byte[], byte[]>> records = connector.sink("records");
        records.clear();
        Response response = RawHttp.post(port, vector.headers(), vector.body());
        if (response.status() == 202) {
            assertThat(records.received()).hasSize(1);
            check(vector, records.received().get(0).getPayload());
        } else {
            assertThat(records.received()).isEmpty();
            checkRefusal(vector, response);
        }
    }

    private static void check(Vector vector, ProducerRecord<byte[], byte[]> record) {
        List<Map.Entry<String, byte[]>> headers = Arrays.stream(record.headers().toArray())
                .map(header -> Map.entry(header.key(), header.value()))
                .toList();
        vector.check(record.key(), headers, record.value());
    }

    private static void checkRefusal(Vector vector, Response response) {
        if (response.header("content-type") == null) {
            // the server itself refuses bytes that no header may have
            assertThat(response.status()).isEqualTo(400);
            assertThat(vector.expectation()).isInstanceOf(Vector.Refused.class);
            return;
        }
        String outcome = first(TITLE, response.body());
        vector.checkRefusal(outcome, first(ATTRIBUTE, response.body()));
        assertThat(response.status())
                .isEqualTo(Outcome.of(Refusal.Reason.valueOf(outcome)).status());
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }
}
