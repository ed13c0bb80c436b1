package dev.sluice.core.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Envelope;
import dev.sluice.core.event.Extension;
import dev.sluice.core.json.JsonScanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFormatEncodingTest {

    private static final String START = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"";

    private final JsonFormat format = new JsonFormat();
    private final CloudEventBuilder event = new CloudEventBuilder()
            .set("specversion", "1.0")
            .set("id", "1")
            .set("source", "/s")
            .set("type", "t");

    @Test
    void writesTheRequiredAttributesOnly() {
        assertThat(encoded()).isEqualTo(START + "}");
    }

    @Test
    void writesEveryAttributeOnce() {
        event.set("ext", "x")
                .set("time", "2024-02-03T04:05:06Z")
                .set("subject", "s")
                .set("dataschema", "urn:s")
                .set("datacontenttype", "text/xml");
        assertThat(encoded())
                .isEqualTo(START + ",\"datacontenttype\":\"text/xml\",\"dataschema\":\"urn:s\",\"subject\":\"s\","
                        + "\"time\":\"2024-02-03T04:05:06Z\",\"ext\":\"x\"}");
    }

    @Test
    void keepsTheTypesOfExtensions() {
        event.set("s", "5")
                .set("i", "-5", Extension.Type.INTEGER)
                .set("t", "true", Extension.Type.BOOLEAN)
                .set("f", "false", Extension.Type.BOOLEAN)
                .set("st", "true");
        assertThat(encoded()).isEqualTo(START + ",\"s\":\"5\",\"i\":-5,\"t\":true,\"f\":false,\"st\":\"true\"}");
    }

    @Test
    void escapesWhatJsonMust() {
        event.set("subject", "\"\\/\u20ac");
        assertThat(encoded()).isEqualTo(START + ",\"subject\":\"\\\"\\\\/\u20ac\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\" : 1.0}",
                "[]",
                "\"x\"",
                "\"\\uDEAD\"",
                "1e400",
                "true",
                "null",
                " {} ",
                "\n1\n",
                "[\n]\r\n"
            })
    void writesJsonDataByteForByte(String data) {
        event.set("datacontenttype", "application/json").data(Bytes.utf8(data));
        assertThat(encoded()).isEqualTo(START + ",\"datacontenttype\":\"application/json\",\"data\":" + data + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "application/json, '', ''",
        "application/json, ' ', 'IA=='",
        "application/json, '{', 'ew=='",
        "application/json, '{}}', 'e319'",
        "application/json, '1 2', 'MSAy'",
        "application/json, '1,2', 'MSwy'",
        "application/json, '01', 'MDE='",
        "application/json, 'NaN', 'TmFO'",
        "application/json, '\ufeff{}', '77u/e30='",
        "text/plain, '{}', 'e30='",
        "text/plain, 'x', 'eA=='"
    })
    void writesOtherDataInBase64(String contentType, String data, String base64) {
        event.set("datacontenttype", contentType).data(Bytes.utf8(data));
        assertThat(encoded())
                .isEqualTo(START + ",\"datacontenttype\":\"" + contentType + "\",\"data_base64\":\"" + base64 + "\"}");
    }

    @Test
    void writesDataWithoutAContentTypeInBase64() {
        event.data(Bytes.utf8("{}"));
        assertThat(encoded()).isEqualTo(START + ",\"data_base64\":\"e30=\"}");
    }

    @Test
    void writesInvalidUtf8InBase64() {
        event.set("datacontenttype", "application/json").data(Bytes.of(new byte[] {'"', (byte) 0xFF, '"'}));
        assertThat(encoded()).endsWith(",\"data_base64\":\"Iv8i\"}");
    }

    @Test
    void writesJsonThatIsTooDeepToReadInBase64() {
        String deep = "[".repeat(JsonScanner.MAX_DEPTH + 1) + "]".repeat(JsonScanner.MAX_DEPTH + 1);
        event.set("datacontenttype", "application/json").data(Bytes.utf8(deep));
        assertThat(encoded()).contains(",\"data_base64\":\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {998, 999, 1000})
    void writesNothingThatItsDecoderRefuses(int depth) {
        Bytes data = Bytes.utf8("[".repeat(depth) + "]".repeat(depth));
        event.set("datacontenttype", "application/json").data(data);
        assertThat(format.decode(encode(event.build())).data()).isEqualTo(data);
    }

    @Test
    void writesTheSliceOfALargerBody() {
        event.set("datacontenttype", "application/json")
                .data(Bytes.utf8("xx[1]yy").slice(2, 5));
        assertThat(encoded()).endsWith(",\"data\":[1]}");
        event.data(Bytes.utf8("xx[1yy").slice(2, 4));
        assertThat(encoded()).endsWith(",\"data_base64\":\"WzE=\"}");
    }

    @Test
    void returnsTheTextTheEventWasDecodedFrom() {
        Bytes text = Bytes.utf8(" " + START + ", \"x\" : null } ");
        assertThat(encode(format.decode(text))).isSameAs(text);
    }

    @Test
    void writesAnewWhatCameInAnotherFormat() {
        event.envelope(new Envelope("application/cloudevents+avro", Bytes.utf8("\u0000")));
        assertThat(encoded()).isEqualTo(START + "}");
    }

    private String encoded() {
        return encode(event.build()).asUtf8();
    }

    private Bytes encode(CloudEvent made) {
        return format.encode(made, made.data());
    }
}
