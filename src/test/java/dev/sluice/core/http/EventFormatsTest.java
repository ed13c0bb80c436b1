package dev.sluice.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Envelope;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.EventFormat;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A decoder reads the formats it is given, and no other. */
class EventFormatsTest {

    private static final String IDS = "application/cloudevents+ids";
    private static final String IDS_BATCH = "application/cloudevents-batch+ids";
    private static final String BARE = "application/cloudevents+bare";

    @Nested
    class WithJsonOnly {

        private final HttpDecoder decoder = new HttpDecoder(List.of(new JsonFormat()));

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "application/cloudevents+avro|the event format is not supported; send application/cloudevents+json",
                    "application/cloudevents|the event format is not supported; send application/cloudevents+json",
                    "application/cloudevents-batch+json|"
                            + "batched content mode is not enabled; send one event per request",
                    "application/cloudevents+json; charset=latin1|" + "application/cloudevents+json must be in UTF-8",
                })
        void refusesAnyOtherNamingTheOneItReads(String contentType, String detail) {
            Refusal refusal = refusal(decoder, contentType);
            assertThat(refusal.reason()).isEqualTo(Refusal.Reason.UNSUPPORTED_FORMAT);
            assertThat(refusal).hasMessage(detail);
        }

        @Test
        void refusesAnyOtherFormatOfABatchNamingTheOneItReads() {
            HttpDecoder ofBatches = new HttpDecoder(List.of(new JsonFormat()), new BatchLimits(2, 100));
            assertThat(ofBatches.isBatch(IDS_BATCH)).isFalse();
            assertThat(refusal(ofBatches, IDS_BATCH))
                    .hasMessage("the batch format is not supported; send application/cloudevents-batch+json");
        }
    }

    @Nested
    class WithSeveral {

        private final HttpDecoder decoder =
                new HttpDecoder(List.of(new JsonFormat(), new Ids(), new Bare()), new BatchLimits(2, 100));

        @ParameterizedTest
        @ValueSource(strings = {IDS, "Application/CloudEvents+IDS ;charset=\"utf-8\""})
        void readsAnEventInEach(String contentType) {
            assertThat(decoder.isBatch(contentType)).isFalse();
            assertThat(decoder.decode(message(contentType, "7"), Arrival.ANONYMOUS)
                            .events()
                            .get(0)
                            .id())
                    .isEqualTo("7");
        }

        @Test
        void readsABatchInEachThatHasThem() {
            assertThat(decoder.isBatch(IDS_BATCH)).isTrue();
            assertThat(decoder.decode(message(IDS_BATCH, "7 8"), Arrival.ANONYMOUS)
                            .events())
                    .extracting(CloudEvent::id)
                    .containsExactly("7", "8");
        }

        @Test
        void namesAllWhereItRefusesAnother() {
            assertThat(refusal(decoder, "application/cloudevents+xml"))
                    .hasMessage("the event format is not supported; send application/cloudevents+json or " + IDS
                            + " or " + BARE);
            assertThat(refusal(decoder, "application/cloudevents-batch+bare"))
                    .hasMessage("the batch format is not supported; send application/cloudevents-batch+json or "
                            + IDS_BATCH);
        }

        @Test
        void storesNoEnvelopeOfAnotherFormatAsJson() {
            CloudEvent event = decoder.decode(message(IDS, "7"), Arrival.ANONYMOUS)
                    .events()
                    .get(0);
            byte[] value = new KafkaEncoder().value(event, event.data(), ContentMode.STRUCTURED);
            assertThat(new String(value, StandardCharsets.UTF_8))
                    .isEqualTo("{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/s\",\"type\":\"t\"}");
        }
    }

    private static Refusal refusal(HttpDecoder decoder, String contentType) {
        return catchThrowableOfType(
                Refusal.class,
                () -> decoder.decode(message(contentType, "7"), Arrival.ANONYMOUS)
                        .events()
                        .get(0));
    }

    private static HttpMessage message(String contentType, String body) {
        return new HttpMessage(List.of(Map.entry("Content-Type", contentType)), Bytes.utf8(body));
    }

    /** An event is its id, a batch is ids with a blank between them. */
    private static final class Ids implements EventFormat {

        @Override
        public String mediaType() {
            return IDS;
        }

        @Override
        public String batchMediaType() {
            return IDS_BATCH;
        }

        @Override
        public CloudEvent decode(Bytes bytes) {
            return new CloudEventBuilder()
                    .set("specversion", "1.0")
                    .set("id", bytes.asUtf8())
                    .set("source", "/s")
                    .set("type", "t")
                    .envelope(new Envelope(IDS, bytes))
                    .build();
        }

        @Override
        public List<CloudEvent> decodeBatch(Bytes bytes, BatchLimits limits, UndecodedElements undecoded) {
            return Stream.of(bytes.asUtf8().split(" "))
                    .map(id -> decode(Bytes.utf8(id)))
                    .toList();
        }
    }

    /** One that has no batches. */
    private static final class Bare implements EventFormat {

        @Override
        public String mediaType() {
            return BARE;
        }

        @Override
        public String batchMediaType() {
            return null;
        }

        @Override
        public CloudEvent decode(Bytes bytes) {
            throw new IllegalStateException("no event comes in this format");
        }

        @Override
        public List<CloudEvent> decodeBatch(Bytes bytes, BatchLimits limits, UndecodedElements undecoded) {
            throw new IllegalStateException("there are no batches");
        }
    }
}
