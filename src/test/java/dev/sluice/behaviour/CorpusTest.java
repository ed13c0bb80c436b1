package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.cloudevents.rw.CloudEventRWException;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Real events of real producers, from a folder with a {@code MANIFEST.tsv}, posted to the function and read back from a
 * real broker. Skipped where {@code -Dcorpus.directory} is not there.
 */
@QuarkusTest
@QuarkusTestResource(value = SharedKafka.class, restrictToAnnotatedClass = true)
class CorpusTest {

    private static final Logger LOG = Logger.getLogger(CorpusTest.class);
    private static final Path CORPUS = Path.of(System.getProperty("corpus.directory", "../shared/corpus"));
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** Valid events that {@code io.cloudevents} 4.0.1 cannot read; the reason beside each. */
    private static final Map<String, String> UNREADABLE_FOR_THE_WITNESS = Map.of(
            "_synthetic-odd/time-leap-second.json", "java.time has no second 60",
            "_synthetic-odd/time-12-fraction-digits.json", "java.time has 9 fraction digits at most");

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "sluice.topic")
    String topicName;

    private KafkaTopic topic;

    private record Entry(String file, String validity) {

        byte[] bytes() throws IOException {
            return Files.readAllBytes(CORPUS.resolve(file));
        }
    }

    @BeforeEach
    void open() {
        assumeTrue(Files.isRegularFile(CORPUS.resolve("MANIFEST.tsv")), "no corpus at " + CORPUS);
        topic = new KafkaTopic(bootstrapServers, topicName);
        topic.next();
    }

    @AfterEach
    void close() {
        if (topic != null) {
            topic.close();
        }
    }

    @Test
    void storesEveryValidEventWithEqualAttributesAndDataInBothModes() throws IOException {
        List<Entry> valid = entries("valid-1.0");
        for (Entry entry : valid) {
            JsonNode event = JSON.readTree(entry.bytes());
            Response response = RawHttp.post(port, Events.structured(), entry.bytes());
            assertThat(response.status()).as(entry + " " + response.body()).isEqualTo(202);
            checkStructured(entry, event);
            if (isNestedEvent(event)) {
                // in binary mode its content type would make the inner event the event
                continue;
            }
            byte[] data = data(event);
            Response binary = RawHttp.post(port, binaryHeaders(event), data == null ? new byte[0] : data);
            assertThat(binary.status())
                    .as("binary " + entry + " " + binary.body())
                    .isEqualTo(202);
            ConsumerRecord<byte[], byte[]> record = onlyRecord(entry);
            checkAttributes(entry, event, record);
            // HTTP does not tell an empty body from none
            assertThat(record.value()).as(entry.toString()).isEqualTo(data == null || data.length == 0 ? null : data);
        }
        LOG.infof("stored with equal attributes and data: %d valid events, in both modes where possible", valid.size());
    }

    @Test
    void storesEveryValidEventFromABatchAsItWouldAlone() throws IOException {
        List<Entry> valid = entries("valid-1.0");
        List<String> texts = new ArrayList<>();
        for (Entry entry : valid) {
            texts.add(new String(entry.bytes(), UTF_8));
        }
        Response response = RawHttp.post(
                port,
                List.of(Map.entry("Content-Type", "application/cloudevents-batch+json")),
                ("[" + String.join(",", texts) + "]").getBytes(UTF_8));
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        List<String> fromTheBatch = contents(topic.next());
        for (Entry entry : valid) {
            RawHttp.post(port, Events.structured(), entry.bytes());
        }
        // structured events keep the white space around them, which a batch does not have
        List<String> alone = contents(topic.next());
        assertThat(fromTheBatch).containsExactlyInAnyOrderElementsOf(alone);
        LOG.infof("stored from one batch as they would be alone: %d valid events", valid.size());
    }

    private static List<String> contents(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(record -> record.partition()
                        + " "
                        + text(record.key())
                        + " "
                        + Arrays.stream(record.headers().toArray())
                                .map(header -> header.key() + "=" + text(header.value()))
                                .toList()
                        + " "
                        + text(record.value()))
                .map(String::strip)
                .toList();
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "(none)" : new String(bytes, ISO_8859_1);
    }

    @Test
    void refusesEverythingElsePermanentlyAndLeavesNoRecord() throws IOException {
        Map<String, Integer> refused = new TreeMap<>();
        for (Entry entry : entries("")) {
            if (entry.validity().equals("valid-1.0") || entry.validity().equals("ambiguous")) {
                continue;
            }
            Response response = RawHttp.post(port, Events.structured(), entry.bytes());
            assertThat(response.status()).as(entry + " " + response.body()).isIn(400, 415);
            refused.merge(entry.validity(), 1, Integer::sum);
        }
        assertThat(topic.next()).isEmpty();
        LOG.infof("refused, without a record: %s", refused);
    }

    @Test
    void neitherLosesNorBreaksWhatIsAmbiguous() throws IOException {
        int stored = 0;
        for (Entry entry : entries("ambiguous")) {
            int status = RawHttp.post(port, Events.structured(), entry.bytes()).status();
            assertThat(status).as(entry.toString()).isIn(202, 400);
            stored += status == 202 ? 1 : 0;
        }
        assertThat(topic.next()).hasSize(stored);
        LOG.infof("ambiguous: %d stored", stored);
    }

    /** The entries whose validity starts with {@code validity}. */
    private static List<Entry> entries(String validity) throws IOException {
        return Files.readAllLines(CORPUS.resolve("MANIFEST.tsv")).stream()
                .skip(1)
                .map(line -> line.split("\t", -1))
                .map(columns -> new Entry(columns[0], columns[5]))
                .filter(entry -> entry.validity().startsWith(validity))
                .toList();
    }

    private void checkStructured(Entry entry, JsonNode event) throws IOException {
        ConsumerRecord<byte[], byte[]> record = onlyRecord(entry);
        if (isNestedEvent(event)) {
            assertThat(record.value()).as(entry.toString()).isEqualTo(entry.bytes());
            return;
        }
        checkAttributes(entry, event, record);
        if (isJsonMember(event)) {
            assertThat(JSON.readTree(record.value())).as(entry.toString()).isEqualTo(event.get("data"));
            assertThat(new String(entry.bytes(), UTF_8)).contains(new String(record.value(), UTF_8));
        } else {
            assertThat(record.value()).as(entry.toString()).isEqualTo(data(event));
        }
    }

    private ConsumerRecord<byte[], byte[]> onlyRecord(Entry entry) {
        List<ConsumerRecord<byte[], byte[]>> records = topic.next();
        assertThat(records).as(entry.toString()).hasSize(1);
        return records.get(0);
    }

    private void checkAttributes(Entry entry, JsonNode event, ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new TreeMap<>();
        for (Header header : record.headers()) {
            assertThat(headers.put(header.key(), new String(header.value(), UTF_8)))
                    .isNull();
        }
        assertThat(headers).as(entry.toString()).isEqualTo(expectedHeaders(event));
        checkWithTheWitness(entry, event, record);
    }

    private static Map<String, String> expectedHeaders(JsonNode event) {
        Map<String, String> headers = new TreeMap<>();
        attributes(event)
                .forEach((name, value) ->
                        headers.put(name.equals("datacontenttype") ? "content-type" : "ce_" + name, value));
        return headers;
    }

    private void checkWithTheWitness(Entry entry, JsonNode event, ConsumerRecord<byte[], byte[]> record) {
        CloudEvent read;
        try (CloudEventDeserializer reader = new CloudEventDeserializer()) {
            read = reader.deserialize(topicName, record.headers(), record.value());
        } catch (CloudEventRWException | IllegalArgumentException e) {
            assertThat(UNREADABLE_FOR_THE_WITNESS).as(entry + ": " + e).containsKey(entry.file());
            return;
        }
        attributes(event).forEach((name, value) -> {
            Object attribute =
                    read.getAttributeNames().contains(name) ? read.getAttribute(name) : read.getExtension(name);
            if (attribute instanceof OffsetDateTime time) {
                assertThat(time).isEqualTo(OffsetDateTime.parse(value.toUpperCase(java.util.Locale.ROOT)));
            } else {
                assertThat(String.valueOf(attribute)).as(entry + " " + name).isEqualTo(value);
            }
        });
        // the witness reads no value and an empty one as no data
        byte[] none = new byte[0];
        assertThat(read.getData() == null ? none : read.getData().toBytes())
                .as(entry.toString())
                .isEqualTo(record.value() == null ? none : record.value());
    }

    /** The attributes as text, the content type that JSON data implies among them. */
    private static Map<String, String> attributes(JsonNode event) {
        Map<String, String> attributes = new LinkedHashMap<>();
        event.properties().forEach(member -> {
            String name = member.getKey();
            if (!name.equals("data")
                    && !name.equals("data_base64")
                    && !member.getValue().isNull()) {
                attributes.put(name, member.getValue().asText());
            }
        });
        if (event.has("data")) {
            attributes.putIfAbsent("datacontenttype", "application/json");
        }
        return attributes;
    }

    private static List<Map.Entry<String, String>> binaryHeaders(JsonNode event) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        attributes(event)
                .forEach((name, value) -> headers.add(
                        name.equals("datacontenttype")
                                ? Map.entry("Content-Type", value)
                                : Map.entry("ce-" + name, percentEncoded(value))));
        return headers;
    }

    private static String percentEncoded(String value) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : value.getBytes(UTF_8)) {
            if (b > ' ' && b < 0x7F && b != '%' && b != '"') {
                encoded.append((char) b);
            } else {
                encoded.append("%%%02X".formatted(b & 0xFF));
            }
        }
        return encoded.toString();
    }

    /** The data as a sender in binary mode would send it; null for none. */
    private static byte[] data(JsonNode event) throws IOException {
        if (event.hasNonNull("data_base64")) {
            return Base64.getDecoder().decode(event.get("data_base64").asText());
        }
        if (!event.has("data")) {
            return null;
        }
        if (isJsonMember(event)) {
            return JSON.writeValueAsBytes(event.get("data"));
        }
        String contentType = event.get("datacontenttype").asText();
        int charset = contentType.indexOf("charset=");
        return event.get("data")
                .asText()
                .getBytes(charset < 0 ? UTF_8 : Charset.forName(contentType.substring(charset + 8)));
    }

    private static boolean isJsonMember(JsonNode event) {
        return event.has("data")
                && attributes(event).get("datacontenttype").split(";")[0].trim().matches("(?i)[^/]+/(.+\\+)?json");
    }

    private static boolean isNestedEvent(JsonNode event) {
        return attributes(event).getOrDefault("datacontenttype", "").startsWith("application/cloudevents");
    }
}
