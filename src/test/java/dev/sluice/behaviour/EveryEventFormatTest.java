package dev.sluice.behaviour;

import static dev.sluice.behaviour.RejectsTest.header;
import static dev.sluice.behaviour.RejectsTest.only;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.cloudevents.v1.proto.CloudEvent;
import io.cloudevents.v1.proto.CloudEvent.CloudEventAttributeValue;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Events in every format but JSON, alone and in batches, and the records that they make in Kafka. */
@QuarkusTest
@TestProfile(EveryEventFormatTest.Profile.class)
@QuarkusTestResource(
        value = SharedKafka.class,
        initArgs = @ResourceArg(name = SharedKafka.TOPICS, value = "formats-events"),
        restrictToAnnotatedClass = true)
class EveryEventFormatTest {

    private static final String PROTOBUF = "application/cloudevents+protobuf";
    private static final String XML = "application/cloudevents+xml";
    private static final String AVRO = "application/cloudevents+avro";
    private static final byte[] BYTES = {0, -1};
    private static final String TEXT = "caf\u00e9";
    private static final String LATIN_1 = "text/plain; charset=iso-8859-1";

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "sluice.topic", "formats-events",
                    "sluice.routes.whole.when", "type = 'whole'",
                    "sluice.routes.whole.content-mode", "structured");
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private KafkaTopic topic;

    @BeforeEach
    void open() {
        topic = new KafkaTopic(bootstrapServers, "formats-events");
        topic.next();
    }

    @AfterEach
    void close() {
        topic.close();
    }

    static Stream<Arguments> data() {
        return Stream.of(
                arguments("none", PROTOBUF, sent(protobuf("t")), "", null),
                arguments("bytes", PROTOBUF, sent(protobuf("t").setBinaryData(ByteString.copyFrom(BYTES))), "", BYTES),
                arguments(
                        "text",
                        PROTOBUF,
                        sent(protobuf("t")
                                .putAttributes(
                                        "datacontenttype",
                                        CloudEventAttributeValue.newBuilder()
                                                .setCeString(LATIN_1)
                                                .build())
                                .setTextData(TEXT)),
                        LATIN_1,
                        TEXT.getBytes(ISO_8859_1)),
                arguments(
                        "message",
                        PROTOBUF,
                        sent(protobuf("t")
                                .setProtoData(Any.pack(protobuf("inner").build()))),
                        "application/protobuf",
                        sent(protobuf("inner"))),
                arguments("none", XML, sent(xml("t", "")), "", null),
                arguments("bytes", XML, sent(xml("t", "<data xsi:type=\"xs:base64Binary\">AP8=</data>")), "", BYTES),
                arguments(
                        "text",
                        XML,
                        sent(xml(
                                "t",
                                "<datacontenttype>" + LATIN_1 + "</datacontenttype>" + "<data xsi:type=\"xs:string\">"
                                        + TEXT + "</data>")),
                        LATIN_1,
                        TEXT.getBytes(ISO_8859_1)),
                arguments(
                        "element",
                        XML,
                        sent(xml("t", "<data xsi:type=\"xs:any\"> <o:a xmlns:o='urn:o' ><!-- c --></o:a></data>")),
                        "application/xml",
                        sent("<o:a xmlns:o='urn:o' ><!-- c --></o:a>")),
                arguments("none", AVRO, avro("t", "", "\2"), "", null),
                arguments("bytes", AVRO, avro("t", "", "\0\4\0\u00ff"), "", BYTES),
                arguments(
                        "text", AVRO, avro("t", LATIN_1, "\14\12caf\u00c3\u00a9"), LATIN_1, TEXT.getBytes(ISO_8859_1)),
                arguments("object", AVRO, avro("t", "", "\6\2\2a\2\1\0"), "application/json", sent("{\"a\":true}")));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("data")
    void storesDataOfEachKind(String kind, String mediaType, byte[] event, String contentType, byte[] value)
            throws IOException {
        assertThat(post(mediaType, event).status()).isEqualTo(202);
        ConsumerRecord<byte[], byte[]> record = only(topic);
        assertThat(header(record, "ce_source")).isEqualTo("/s");
        assertThat(header(record, "content-type")).isEqualTo(contentType);
        assertThat(record.value()).isEqualTo(value);
    }

    static Stream<Arguments> batches() throws IOException {
        ByteArrayOutputStream protobuf = new ByteArrayOutputStream();
        for (String type : List.of("a", "b")) {
            protobuf.write(1 << 3 | 2); // the field events, with its length
            protobuf(type).build().writeDelimitedTo(protobuf);
        }
        String xml = "<batch xmlns=\"http://cloudevents.io/xmlformat/V1\">" + xml("a", "") + xml("b", "") + "</batch>";
        return Stream.of(
                arguments("application/cloudevents-batch+protobuf", protobuf.toByteArray()),
                arguments("application/cloudevents-batch+xml", sent(xml)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("batches")
    void storesEachEventOfABatch(String mediaType, byte[] batch) throws IOException {
        assertThat(post(mediaType, batch).status()).isEqualTo(202);
        assertThat(topic.next()).extracting(record -> header(record, "ce_type")).containsExactlyInAnyOrder("a", "b");
    }

    static Stream<Arguments> whole() {
        return Stream.of(
                arguments(PROTOBUF, sent(protobuf("whole").setTextData(TEXT))),
                arguments(XML, sent(xml("whole", "<data xsi:type=\"xs:string\">" + TEXT + "</data>"))),
                arguments(AVRO, avro("whole", "", "\0\12caf\u00c3\u00a9")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whole")
    void storesJsonInStructuredModeWhateverCame(String mediaType, byte[] event) throws IOException {
        assertThat(post(mediaType, event).status()).isEqualTo(202);
        ConsumerRecord<byte[], byte[]> record = only(topic);
        assertThat(header(record, "content-type")).isEqualTo("application/cloudevents+json");
        assertThat(record.value())
                .asString(UTF_8)
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"whole\",\"source\":\"/s\",\"type\":\"whole\","
                        + "\"data_base64\":\"Y2Fmw6k=\"}");
    }

    @Test
    void saysWhichFormatsItReads() throws IOException {
        Response response = post("application/cloudevents+cbor", BYTES);
        assertThat(response.status()).isEqualTo(415);
        assertThat(response.body()).contains("application/cloudevents+json", PROTOBUF, XML, AVRO);
    }

    private Response post(String mediaType, byte[] body) throws IOException {
        return RawHttp.post(port, List.of(Map.entry("Content-Type", mediaType)), body);
    }

    private static CloudEvent.Builder protobuf(String type) {
        return CloudEvent.newBuilder()
                .setSpecVersion("1.0")
                .setId(type)
                .setSource("/s")
                .setType(type);
    }

    private static byte[] sent(CloudEvent.Builder event) {
        return event.build().toByteArray();
    }

    private static byte[] sent(String xml) {
        return xml.getBytes(UTF_8);
    }

    private static String xml(String type, String elements) {
        return "<event xmlns=\"http://cloudevents.io/xmlformat/V1\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                + " xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" specversion=\"1.0\">"
                + "<id>" + type + "</id><source>/s</source><type>" + type + "</type>" + elements + "</event>";
    }

    /** A record with data in Avro's encoding, each character of which stands for a byte. */
    private static byte[] avro(String type, String contentType, String data) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", type);
        attributes.put("source", "/s");
        attributes.put("type", type);
        if (!contentType.isEmpty()) {
            attributes.put("datacontenttype", contentType);
        }
        StringBuilder record = new StringBuilder().append(zigZag(attributes.size()));
        attributes.forEach((name, value) -> record.append(zigZag(name.length()))
                .append(name)
                .append(zigZag(3)) // the branch string of the union
                .append(zigZag(value.length()))
                .append(value));
        return record.append(zigZag(0)).append(data).toString().getBytes(ISO_8859_1);
    }

    private static char zigZag(int number) {
        return (char) (2 * number);
    }
}
