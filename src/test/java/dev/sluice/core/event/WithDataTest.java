package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.json.JsonBatchDecoder;
import dev.sluice.core.json.JsonEventDecoder;
import dev.sluice.core.json.JsonEventEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** An event with other data: the rest stays, nothing of the data before does. */
class WithDataTest {

    private static final String ATTRIBUTES =
            "\"specversion\" : \"1.0\",\t\"id\":\"1\" ,\"source\":\"/\\u0073\",\"type\":\"t\"";
    private static final Bytes LEFT = Bytes.utf8("{\"left\":1}");

    private final JsonEventDecoder decoder = new JsonEventDecoder();
    private final JsonEventEncoder encoder = new JsonEventEncoder();

    @Test
    void keepsAttributesAndTrace() {
        Trace trace = new Trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", null);
        CloudEvent event = new CloudEventBuilder()
                .set("specversion", "1.0")
                .set("id", "1")
                .set("source", "/s")
                .set("type", "t")
                .set("subject", "x")
                .set("time", "2024-02-03T04:05:06Z")
                .set("dataschema", "urn:s")
                .set("datacontenttype", "application/json")
                .set("ext", "1", Extension.Type.INTEGER)
                .data(Bytes.utf8("{\"secret\":1}"))
                .trace(trace)
                .build();
        CloudEvent changed = event.withData(LEFT);
        assertThat(changed.data()).isEqualTo(LEFT);
        assertThat(changed.withData(Objects.requireNonNull(event.data()))).isEqualTo(event);
        assertThat(changed.extensions()).isEqualTo(event.extensions());
        assertThat(changed.trace()).isEqualTo(trace);
        assertThat(changed.envelope()).isNull();
    }

    @Test
    void keepsEveryOtherByteOfTheEnvelope() {
        String before = " {\n" + ATTRIBUTES + " , \"data\" :  ";
        String behind = "\r\n,\"ext\":  1 }\t";
        CloudEvent event = decoder.decode(Bytes.utf8(before + "{\"secret\" : 1}" + behind));
        CloudEvent changed = event.withData(LEFT);
        assertThat(encoder.encode(changed).asUtf8()).isEqualTo(before + LEFT.asUtf8() + behind);
        assertThat(decoder.decode(encoder.encode(changed))).isEqualTo(changed);
        assertThat(changed.data()).isEqualTo(LEFT);
        assertHoldsNoSecret(changed);
    }

    @Test
    void canBeChangedAgain() {
        CloudEvent event = decoder.decode(Bytes.utf8("{" + ATTRIBUTES + ",\"data\":{\"secret\":1},\"ext\":2}"));
        CloudEvent changed =
                event.withData(Bytes.utf8("{\"secret\":1,\"longer\":2}")).withData(LEFT);
        assertThat(encoder.encode(changed).asUtf8()).isEqualTo("{" + ATTRIBUTES + ",\"data\":{\"left\":1},\"ext\":2}");
        assertHoldsNoSecret(changed);
    }

    @Test
    void takesItsOwnEnvelopeOutOfABatch() {
        String first = "{" + ATTRIBUTES + ",\"data\":{\"secret\":1}}";
        String second = "{" + ATTRIBUTES + ",\"data\":{\"secret\":2},\"ext\":3}";
        CloudEvent event = new JsonBatchDecoder(2, 1000)
                .decode(Bytes.utf8("[" + first + " , " + second + "]"), null)
                .events()
                .get(1);
        CloudEvent changed = event.withData(LEFT);
        assertThat(encoder.encode(changed).asUtf8()).isEqualTo("{" + ATTRIBUTES + ",\"data\":{\"left\":1},\"ext\":3}");
        assertHoldsNoSecret(changed);
    }

    @Test
    void losesTheEnvelopeWhereTheDataIsNotInItAsItIs() {
        String base64 = "\"datacontenttype\":\"application/json\",\"data_base64\":\"eyJzZWNyZXQiOjF9\"";
        CloudEvent event = decoder.decode(Bytes.utf8("{" + ATTRIBUTES + "," + base64 + "}"));
        assertThat(event.data()).isEqualTo(Bytes.utf8("{\"secret\":1}"));
        CloudEvent changed = event.withData(LEFT);
        assertThat(changed.envelope()).isNull();
        assertThat(encoder.encode(changed).asUtf8())
                .endsWith(",\"data\":{\"left\":1}}")
                .doesNotContain("eyJzZWNyZXQiOjF9");
        assertHoldsNoSecret(changed);
    }

    private static void assertHoldsNoSecret(CloudEvent event) {
        for (Bytes bytes : new Bytes[] {event.data(), event.envelope()}) {
            if (bytes != null) {
                assertThat(new String(bytes.array(), StandardCharsets.UTF_8)).doesNotContain("secret");
            }
        }
    }
}
