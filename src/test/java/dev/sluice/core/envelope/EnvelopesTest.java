package dev.sluice.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Refusal.Reason;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.vectors.EnvelopeVector;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of the words of all senders, and what their vectors cannot say. */
class EnvelopesTest {

    private static final List<Map.Entry<String, String>> JSON = List.of(Map.entry("Content-Type", "application/json"));
    private static final String GOOD = "{\"id\":\"1\",\"topic\":\"/t\",\"eventType\":\"e\",\"data\":{ }}";
    private static final String BAD = "{\"id\":\"2\",\"topic\":\"/t\"}";

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.sluice.vectors.EnvelopeVector#all")
    void areRefusedOrReadWhereverTheBodyEndsOrChanges(EnvelopeVector vector) {
        byte[] body = vector.body().toArray();
        HttpDecoder decoder = new HttpDecoder(Decoders.of(vector.kind()), null);
        for (int i = 0; i < body.length; i++) {
            byte[] changed = body.clone();
            changed[i] ^= (byte) (1 << (i % 8));
            decodesOrRefuses(decoder, vector, Bytes.of(changed));
            decodesOrRefuses(decoder, vector, Bytes.of(body).slice(0, i));
            decodesOrRefuses(decoder, vector, Bytes.of(body).slice(i, body.length));
        }
    }

    private static void decodesOrRefuses(HttpDecoder decoder, EnvelopeVector vector, Bytes body) {
        try {
            assertThat(decoder.decode(new HttpMessage(vector.headers(), body), Arrival.ANONYMOUS)
                            .events())
                    .isNotNull();
        } catch (Refusal refusal) {
            assertThat(refusal.getMessage()).matches("[ -~]+");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"eventbridge-event", "eventgrid-event", "sns-envelope", "pubsub-envelope"})
    void haveDataThatIsASliceOfTheBodyWhereItIsJsonThere(String name) {
        EnvelopeVector vector = EnvelopeVector.all()
                .filter(each -> each.name().equals(name + ".txt"))
                .findFirst()
                .orElseThrow();
        byte[] padded = new byte[vector.body().length() + 20];
        System.arraycopy(vector.body().toArray(), 0, padded, 10, vector.body().length());
        Bytes body = Bytes.of(padded).slice(10, padded.length - 10);
        CloudEvent event = new HttpDecoder(Decoders.of(vector.kind()), null)
                .decode(new HttpMessage(vector.headers(), body), Arrival.ANONYMOUS)
                .events()
                .get(0);
        assertThat(event.data()).isNotNull();
        assertThat(event.data().array()).isSameAs(padded);
    }

    @ParameterizedTest
    @CsvSource({
        "pubsub,application/json,false",
        "pubsub,application/cloudevents-batch+json,true",
        "sns,text/plain,false",
        "sns,application/cloudevents-batch+json,false",
        "sns-unsigned,application/cloudevents-batch+json,true",
        "eventbridge,application/json,false",
        "eventbridge,application/cloudevents-batch+json,true",
        "eventgrid,,true",
        "eventgrid,application/json,true",
        "eventgrid,application/cloudevents+json,false",
        "eventgrid,application/cloudevents-batch+json,true",
    })
    void areABatchIfTheContentTypeCanHoldSeveral(String kind, String contentType, boolean isBatch) {
        assertThat(Decoders.of(kind).isBatch(contentType)).isEqualTo(isBatch);
    }

    @Test
    void keepTheElementsThatAreRefused() {
        HttpDecoder decoder = new HttpDecoder(Decoders.of("eventgrid"), 4096);
        Arrived arrived = decoder.decode(request("[ " + GOOD + " ," + BAD + "," + GOOD + "]"), Arrival.ANONYMOUS);
        assertThat(arrived.isBatch()).isTrue();
        assertThat(arrived.events()).hasSize(2);
        Undecoded undecoded = (Undecoded) arrived.parts().get(1);
        assertThat(undecoded.index()).isEqualTo(1);
        assertThat(undecoded.bytes()).isEqualTo(Bytes.utf8(BAD));
        assertThat(undecoded.refusal().attribute()).isEqualTo("type");
        assertThat(undecoded.headers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"id\":1},{]", "[{\"id\":}]", "[tru]"})
    void refuseAnArrayWhoseElementsCannotBeToldApart(String body) {
        HttpDecoder decoder = new HttpDecoder(Decoders.of("eventgrid"), null);
        assertThat(catchThrowableOfType(Refusal.class, () -> decoder.decode(request(body), Arrival.ANONYMOUS))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
        HttpDecoder keeping = new HttpDecoder(Decoders.of("eventgrid"), 4096);
        assertThat(keeping.decode(request(body), Arrival.ANONYMOUS).isBatch()).isFalse();
    }

    @Test
    void doNotKeepWhatTheSenderMayNotSend() {
        HttpDecoder decoder = new HttpDecoder(Decoders.of("sns"), 4096);
        HttpMessage request = new HttpMessage(
                List.of(
                        Map.entry("x-amz-sns-message-type", "Notification"),
                        Map.entry("x-amz-sns-message-id", "1"),
                        Map.entry("x-amz-sns-topic-arn", "arn:aws:sns:eu-west-1:666666666666:other")),
                Bytes.utf8("{}"));
        assertThat(catchThrowableOfType(Refusal.class, () -> decoder.decode(request, Arrival.ANONYMOUS))
                        .reason())
                .isEqualTo(Reason.FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eventgrid", "eventbridge", "pubsub"})
    void areAsDeepAsJsonMayBe(String kind) {
        String deep = "[".repeat(2000) + "]".repeat(2000);
        String body = switch (kind) {
            case "eventgrid" -> "[{\"data\":" + deep + "}]";
            case "eventbridge" -> "{\"detail\":" + deep + "}";
            default -> "{\"message\":" + deep + "}";
        };
        HttpDecoder decoder = new HttpDecoder(Decoders.of(kind), null);
        assertThat(catchThrowableOfType(Refusal.class, () -> decoder.decode(request(body), Arrival.ANONYMOUS)))
                .hasMessageContaining("nested deeper");
    }

    private static HttpMessage request(String body) {
        return new HttpMessage(JSON, Bytes.utf8(body));
    }
}
