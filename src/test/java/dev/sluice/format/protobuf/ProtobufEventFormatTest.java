package dev.sluice.format.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.CodedOutputStream;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Refusal.Reason;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The Protobuf event format against an independent writer, and its batches. The rules are in the vectors. */
class ProtobufEventFormatTest {

    private static final int MAX_EVENT_BYTES = 60;
    private static final BatchLimits LIMITS = new BatchLimits(3, MAX_EVENT_BYTES);

    private final ProtobufEventFormat format = new ProtobufEventFormat();

    @Test
    void readsWhatTheSdkWrites() {
        io.cloudevents.CloudEvent written = new io.cloudevents.core.v1.CloudEventBuilder()
                .withId("1")
                .withSource(URI.create("/source"))
                .withType("type")
                .withSubject("caf\u00e9 \ud83d\ude00")
                .withTime(OffsetDateTime.parse("2024-02-03T04:05:06.789+01:00"))
                .withDataSchema(URI.create("urn:s"))
                .withExtension("number", -7)
                .withExtension("flag", true)
                .withExtension("uri", URI.create("https://a.example/"))
                .withData("application/octet-stream", new byte[] {0, -1})
                .build();
        Bytes message = Bytes.of(new io.cloudevents.protobuf.ProtobufFormat().serialize(written));
        assertThat(format.decode(message))
                .isEqualTo(new CloudEventBuilder()
                        .set("specversion", "1.0")
                        .set("id", "1")
                        .set("source", "/source")
                        .set("type", "type")
                        .set("subject", "caf\u00e9 \ud83d\ude00")
                        .set("time", "2024-02-03T03:05:06.789Z")
                        .set("dataschema", "urn:s")
                        .set("number", "-7", Extension.Type.INTEGER)
                        .set("flag", "true", Extension.Type.BOOLEAN)
                        .set("uri", "https://a.example/")
                        .set("datacontenttype", "application/octet-stream")
                        .data(Bytes.of(new byte[] {0, -1}))
                        .build());
    }

    @Test
    void keepsDataAsASliceOfTheMessage() {
        Bytes message =
                bytes(event("1").toBuilder().setTextData("{\"n\":1}").build().toByteArray());
        Bytes data = format.decode(message).data();
        assertThat(data).isEqualTo(Bytes.utf8("{\"n\":1}"));
        assertThat(data.array()).isSameAs(message.array());
    }

    @Test
    void isStoredAsJsonInStructuredMode() {
        CloudEvent event = format.decode(
                bytes(event("1").toBuilder().setTextData("{\"n\":1}").build().toByteArray()));
        byte[] value = new KafkaEncoder().value(event, event.data(), ContentMode.STRUCTURED);
        assertThat(new String(value, StandardCharsets.UTF_8))
                .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\","
                        + "\"data_base64\":\"eyJuIjoxfQ==\"}");
    }

    @Nested
    class Batches {

        private final HttpDecoder decoder = new HttpDecoder(List.of(format), LIMITS);

        @Test
        void giveTheirEventsInOrder() {
            assertThat(decoder.decode(message(batch(event("a"), event("b"))), Arrival.ANONYMOUS)
                            .events())
                    .containsExactly(
                            format.decode(bytes(event("a").toByteArray())),
                            format.decode(bytes(event("b").toByteArray())));
        }

        @Test
        void areEmptyWithoutAnyBytes() {
            assertThat(format.decodeBatch(Bytes.empty(), LIMITS, null)).isEmpty();
        }

        @Test
        void areRefusedForOneEventThatIsNone() {
            Refusal refusal = refusal(batch(event("a"), event("")));
            assertThat(refusal.index()).isEqualTo(1);
            assertThat(refusal.reason()).isEqualTo(Reason.INVALID_ATTRIBUTE);
            assertThat(refusal.getMessage()).startsWith("event 1: id: ");
        }

        @Test
        void giveTheElementsThatAreRefusedWhereTheyAreKept() {
            List<Undecoded> undecoded = new ArrayList<>();
            List<CloudEvent> events = format.decodeBatch(
                    bytes(batch(event("a"), event(""), event("c"))),
                    LIMITS,
                    (index, element, refusal) -> undecoded.add(new Undecoded(refusal, index, element, List.of(), 0)));
            assertThat(events).extracting(CloudEvent::id).containsExactly("a", "c");
            assertThat(undecoded).extracting(Undecoded::index).containsExactly(1);
            assertThat(undecoded)
                    .extracting(Undecoded::bytes)
                    .containsExactly(bytes(event("").toByteArray()));
        }

        @Test
        void areHeldToTheirLimits() {
            assertThat(refusal(batch(event("a"), event("b"), event("c"), event("d")))
                            .reason())
                    .isEqualTo(Reason.TOO_LARGE);
            Refusal large = refusal(batch(event("a"), event("x".repeat(MAX_EVENT_BYTES))));
            assertThat(large.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(large.index()).isEqualTo(1);
        }

        @Test
        void haveNothingButEvents() {
            assertThat(refusal(new byte[] {0x12, 0}).reason()).isEqualTo(Reason.MALFORMED);
            assertThat(refusal(new byte[] {0x08, 1}).reason()).isEqualTo(Reason.MALFORMED);
        }

        @Test
        void areRefusedWhereTheirElementsCannotBeToldApart() {
            List<Undecoded> undecoded = new ArrayList<>();
            Refusal refusal = catchThrowableOfType(
                    Refusal.class,
                    () -> format.decodeBatch(
                            bytes(new byte[] {0x0A, 0, 0x0A, 5}),
                            LIMITS,
                            (index, element, because) ->
                                    undecoded.add(new Undecoded(because, index, element, List.of(), 0))));
            assertThat(refusal.reason()).isEqualTo(Reason.MALFORMED);
        }

        private HttpMessage message(byte[] batch) {
            return new HttpMessage(
                    List.of(Map.entry("Content-Type", "application/cloudevents-batch+protobuf")), bytes(batch));
        }

        private Refusal refusal(byte[] batch) {
            return catchThrowableOfType(Refusal.class, () -> format.decodeBatch(bytes(batch), LIMITS, null));
        }
    }

    private static byte[] batch(io.cloudevents.v1.proto.CloudEvent... events) {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        try {
            CodedOutputStream fields = CodedOutputStream.newInstance(batch);
            for (io.cloudevents.v1.proto.CloudEvent event : events) {
                fields.writeMessage(1, event);
            }
            fields.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return batch.toByteArray();
    }

    private static io.cloudevents.v1.proto.CloudEvent event(String id) {
        return io.cloudevents.v1.proto.CloudEvent.newBuilder()
                .setSpecVersion("1.0")
                .setId(id)
                .setSource("/s")
                .setType("t")
                .build();
    }

    private static Bytes bytes(byte[] array) {
        return Bytes.of(array);
    }
}
