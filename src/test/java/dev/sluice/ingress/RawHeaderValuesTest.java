package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Events;
import dev.sluice.http.Http2Frames;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import dev.sluice.http.RawHttp2;
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
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders that do not percent-encode, where {@code sluice.header-values} says so. */
@QuarkusTest
@TestProfile(RawHeaderValuesTest.Profile.class)
class RawHeaderValuesTest {

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(new RequestTest.Profile().getConfigOverrides());
            overrides.put("sluice.header-values", "raw");
            return overrides;
        }
    }

    private static final byte[] DATA = "{}".getBytes(UTF_8);

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

    @ParameterizedTest
    @ValueSource(strings = {"caf\u00e9", "\u20ac 5", "\ud83d\ude00", "100% off", "my%20file.png", "%C3%A9", "\"a\""})
    void storesASubjectAsItCame(String subject) throws IOException {
        assertThat(post("ce-subject", subject).status()).isEqualTo(202);
        assertThat(header("ce_subject")).isEqualTo(subject);
        assertThat(new String(onlyRecord().key(), UTF_8)).isEqualTo(subject);
    }

    @Test
    void storesASourceWithPercentSequencesAsItCame() throws IOException {
        String source = "https://git.example/r/tree/feature%2Fx%20y";
        assertThat(post("ce-source", source).status()).isEqualTo(202);
        assertThat(header("ce_source")).isEqualTo(source);
    }

    /** What HTTP itself does not let pass as a value is refused before it is one. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            value = {
                "ce-subject, caf\u00e9, subject: has bytes in its header that are not UTF-8",
                "ce-subject, \u00c0\u00af, subject: has bytes in its header that are not UTF-8",
                "ce-subject, \u00c2\u0085, subject: must not contain control characters",
                "ce-subject, \u00ef\u00bf\u00bf, subject: must not contain Unicode noncharacters",
                "ce-source, a b, source: must be a URI-reference (RFC 3986)",
                "ce-source, \u00c3\u00a9, source: must be a URI-reference (RFC 3986)"
            })
    void refusesWhatIsNoAttribute(String name, String latin1, String detail) throws IOException {
        Response response = RawHttp.post(port, with(name, latin1), DATA);
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).contains("\"title\":\"INVALID_ATTRIBUTE\"", detail);
        assertThat(records.received()).isEmpty();
    }

    @Test
    void storesTheSameOverHttp2() throws IOException {
        List<Map.Entry<String, String>> head = new ArrayList<>(List.of(
                Map.entry(":method", "POST"),
                Map.entry(":scheme", "http"),
                Map.entry(":path", "/"),
                Map.entry(":authority", "localhost")));
        head.addAll(with("ce-subject", bytesOf("caf\u00e9 100%")));
        try (RawHttp2 sender = new RawHttp2(port)) {
            sender.send(new Http2Frames().headers(1, false, lowerCase(head)).data(1, true, DATA));
            assertThat(sender.read(1).outcome()).isEqualTo("202");
        }
        assertThat(header("ce_subject")).isEqualTo("caf\u00e9 100%");
    }

    @Test
    void decodesNothingOfAStructuredEvent() throws IOException {
        String event = Events.json("1", ",\"subject\":\"my%20file.png\"");
        assertThat(RawHttp.post(port, Events.structured(), event.getBytes(UTF_8))
                        .status())
                .isEqualTo(202);
        assertThat(header("ce_subject")).isEqualTo("my%20file.png");
    }

    private Response post(String name, String value) throws IOException {
        return RawHttp.post(port, with(name, bytesOf(value)), DATA);
    }

    private static List<Map.Entry<String, String>> with(String name, String value) {
        List<Map.Entry<String, String>> headers = new ArrayList<>(Events.binary("1"));
        headers.removeIf(header -> header.getKey().equals(name));
        headers.add(Map.entry(name, value));
        return headers;
    }

    private static List<Map.Entry<String, String>> lowerCase(List<Map.Entry<String, String>> headers) {
        return headers.stream()
                .map(header -> Map.entry(header.getKey().toLowerCase(Locale.ROOT), header.getValue()))
                .toList();
    }

    /** One character for each byte of UTF-8. */
    private static String bytesOf(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    private ProducerRecord<byte[], byte[]> onlyRecord() {
        assertThat(records.received()).hasSize(1);
        return records.received().get(0).getPayload();
    }

    private String header(String name) {
        return new String(onlyRecord().headers().lastHeader(name).value(), UTF_8);
    }
}
