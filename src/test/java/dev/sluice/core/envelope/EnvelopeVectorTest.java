package dev.sluice.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.vectors.EnvelopeVector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every vector of the words of a sender. */
class EnvelopeVectorTest {

    private static final List<String> CORE =
            List.of("id", "source", "type", "datacontenttype", "dataschema", "subject", "time");

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sluice.vectors.EnvelopeVector#all")
    void givesTheEventsOrTheRefusal(EnvelopeVector vector) {
        HttpDecoder decoder = new HttpDecoder(Decoders.of(vector.kind()), null);
        HttpMessage request = new HttpMessage(vector.headers(), vector.body());
        List<CloudEvent> events;
        try {
            decoder.checkHead(vector.headers());
            events = decoder.decode(request, Arrival.ANONYMOUS).events();
        } catch (Refusal refusal) {
            assertThat(refusal.reason().name())
                    .as(refusal.getMessage())
                    .isEqualTo(vector.refusal().get("reason"));
            assertThat(refusal.attribute()).isEqualTo(vector.refusal().get("attribute"));
            assertThat(refusal.getMessage())
                    .matches("[ -~]+")
                    .contains(vector.refusal().getOrDefault("says", ""));
            return;
        }
        assertThat(events.stream().map(EnvelopeVectorTest::fields).toList())
                .isEqualTo(vector.events().stream().map(TreeMap::new).toList());
    }

    private static Map<String, String> fields(CloudEvent event) {
        Map<String, String> fields = new TreeMap<>();
        for (String name : CORE) {
            String value = event.attribute(name);
            if (value != null) {
                fields.put(name, value);
            }
        }
        for (Extension extension : event.extensions()) {
            fields.put(extension.name(), extension.value());
        }
        Bytes data = event.data();
        if (data != null) {
            fields.put("data", data.asUtf8());
        }
        return fields;
    }
}
