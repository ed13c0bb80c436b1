package dev.sluice.core.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Envelope;
import org.junit.jupiter.api.Test;

/** Other data in an event's place of it, as a redaction puts there: the rest stays, nothing of the data before does. */
class JsonFormatOtherDataTest {

    private static final String ATTRIBUTES =
            "\"specversion\" : \"1.0\",\t\"id\":\"1\" ,\"source\":\"/\\u0073\",\"type\":\"t\"";
    private static final Bytes LEFT = Bytes.utf8("{\"left\":1}");

    private final JsonFormat format = new JsonFormat();

    @Test
    void isWrittenWithTheAttributesOfAnEventThatCameInHeaders() {
        assertThat(encoded(inHeaders().build())).endsWith("\"application/json\",\"data\":{\"left\":1}}");
    }

    @Test
    void leavesEveryOtherByteOfTheEnvelope() {
        String before = " {\n" + ATTRIBUTES + " , \"data\" :  ";
        String behind = "\r\n,\"ext\":  1 }\t";
        CloudEvent event = decoded(before + "{\"secret\" : 1}" + behind);
        assertThat(encoded(event)).isEqualTo(before + LEFT.asUtf8() + behind);
    }

    @Test
    void mayBeLongerThanTheDataBefore() {
        CloudEvent event = decoded("{" + ATTRIBUTES + ",\"data\":1,\"ext\":2}");
        assertThat(encoded(event)).isEqualTo("{" + ATTRIBUTES + ",\"data\":{\"left\":1},\"ext\":2}");
    }

    @Test
    void takesTheEnvelopeOfTheEventOutOfABatch() {
        String first = "{" + ATTRIBUTES + ",\"data\":{\"secret\":1}}";
        String second = "{" + ATTRIBUTES + ",\"data\":{\"secret\":2},\"ext\":3}";
        CloudEvent event = format.decodeBatch(
                        Bytes.utf8("[" + first + " , " + second + "]"), new BatchLimits(2, 1000), null)
                .get(1);
        assertThat(encoded(event)).isEqualTo("{" + ATTRIBUTES + ",\"data\":{\"left\":1},\"ext\":3}");
    }

    @Test
    void isWrittenAnewWhereTheDataIsNotInTheEnvelopeAsItIs() {
        String base64 = "\"datacontenttype\":\"application/json\",\"data_base64\":\"eyJzZWNyZXQiOjF9\"";
        CloudEvent event = decoded("{" + ATTRIBUTES + "," + base64 + "}");
        assertThat(event.data()).isEqualTo(Bytes.utf8("{\"secret\":1}"));
        assertThat(encoded(event)).endsWith(",\"data\":{\"left\":1}}").doesNotContain("eyJzZWNyZXQiOjF9");
    }

    @Test
    void isWrittenAnewWhereTheEnvelopeIsOfAnotherFormat() {
        Bytes other = Bytes.utf8("14 {\"secret\":1}");
        CloudEvent event = inHeaders()
                .data(other.slice(3, other.length()))
                .envelope(new Envelope("application/cloudevents+lines", other))
                .build();
        assertThat(encoded(event)).startsWith("{\"specversion\"").endsWith(",\"data\":{\"left\":1}}");
    }

    @Test
    void mayBeNone() {
        CloudEvent event = decoded("{" + ATTRIBUTES + ",\"data\":{\"secret\":1}}");
        assertThat(format.encode(event, null).asUtf8())
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\","
                        + "\"datacontenttype\":\"application/json\"}");
    }

    private static CloudEventBuilder inHeaders() {
        return new CloudEventBuilder()
                .set("specversion", "1.0")
                .set("id", "1")
                .set("source", "/s")
                .set("type", "t")
                .set("datacontenttype", "application/json")
                .data(Bytes.utf8("{\"secret\":1}"));
    }

    private CloudEvent decoded(String json) {
        return format.decode(Bytes.utf8(json));
    }

    private String encoded(CloudEvent event) {
        Bytes json = format.encode(event, LEFT);
        assertThat(new String(json.array(), UTF_8)).as("with all around it").doesNotContain("secret");
        assertThat(format.decode(json).data()).isEqualTo(LEFT);
        assertThat(event.data()).as("the event is left as it is").isNotEqualTo(LEFT);
        return json.asUtf8();
    }
}
