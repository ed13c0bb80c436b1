package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.data.Redaction;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.mapping.EmptyData;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.core.mapping.RouteBuilder;
import dev.sluice.core.value.Framing;
import dev.sluice.core.value.SchemaAwaited;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.SchemaValue;
import dev.sluice.core.value.Serializer;
import dev.sluice.core.value.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records of a route with a value format. */
class RouteValueTest {

    private static final int ID = 0x01020304;
    private static final String FRAME = "\0\1\2\3\4";

    /** A format that can be told from its input: the JSON between bars. */
    private static final class Barred implements Serializer {

        @Override
        public byte[] serialize(Bytes json, byte[] prefix) {
            return (new String(prefix, StandardCharsets.ISO_8859_1) + '|' + json.asUtf8() + '|')
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final List<String> subjects = new ArrayList<>();

    private RouteBuilder route(SchemaType type) {
        Serializer barred = new Barred();
        return route().valueFormat(new SchemaValue(type, subject -> {
            subjects.add(subject);
            return new Writer(Framing.CONFLUENT.prefix(ID, barred), barred);
        }));
    }

    private static RouteBuilder route() {
        return new RouteBuilder("r", (key, value, reason) -> {
                    throw new IllegalArgumentException(key + " '" + value + "' " + reason);
                })
                .topic("orders")
                .key(List.of("subject"));
    }

    private static CloudEvent event(@Nullable String contentType, @Nullable String data) {
        CloudEventBuilder event = new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", "1")
                .set("source", "/s")
                .set("type", "t")
                .set("subject", "S")
                .set("dataschema", "https://acme.example/order");
        if (contentType != null) {
            event.set("datacontenttype", contentType);
        }
        return data == null ? event.build() : event.data(Bytes.utf8(data)).build();
    }

    private static KafkaRecord record(RouteBuilder route, CloudEvent event) {
        return new Mapper(Objects.requireNonNull(route.build()))
                .map(event, Arrival.ANONYMOUS)
                .records()
                .get(0);
    }

    private static @Nullable String value(KafkaRecord record) {
        byte[] value = record.value();
        return value == null ? null : new String(value, StandardCharsets.ISO_8859_1);
    }

    private static List<String> headers(KafkaRecord record) {
        return record.headers().stream()
                .map(header -> header.name() + "=" + new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void haveTheDataInTheFormatAndItsMediaTypeAndAllOtherAttributesAsTheyCame() {
        CloudEvent event = event("application/json", "{\"a\":1}");
        KafkaRecord asSent = record(route(), event);
        KafkaRecord record = record(route(SchemaType.AVRO), event);
        assertThat(value(record)).isEqualTo(FRAME + "|{\"a\":1}|");
        assertThat(headers(record))
                .containsExactlyElementsOf(headers(asSent).stream()
                        .map(header -> header.replace("content-type=application/json", "content-type=application/avro"))
                        .toList());
    }

    @Test
    void countTheBytesThatAreStored() {
        CloudEvent event = event("application/json", "{\"a\":1}");
        int more = record(route(SchemaType.JSON), event).payloadBytes()
                - record(route(), event).payloadBytes();
        assertThat(more).isEqualTo(FRAME.length() + 2);
    }

    @Test
    void redactBeforeTheFormat() {
        RouteBuilder route = route(SchemaType.AVRO).redact("/card", Redaction.MASK);
        assertThat(value(record(route, event("application/json", "{\"card\":4111}"))))
                .isEqualTo(FRAME + "|{\"card\":\"***\"}|");
    }

    @ParameterizedTest
    @CsvSource({
        "AVRO, application/avro",
        "AVRO, Application/AVRO; version=1",
        "AVRO, avro/binary",
        "AVRO, application/vnd.apache.avro+binary",
        "PROTOBUF, application/protobuf",
        "PROTOBUF, application/x-protobuf; messageType=a.B",
        "PROTOBUF, application/vnd.google.protobuf"
    })
    void passDataThatIsInTheFormatAlreadyFramedAsItIs(SchemaType type, String contentType) {
        KafkaRecord record = record(route(type), event(contentType, "\1\2"));
        assertThat(value(record)).isEqualTo(FRAME + "\1\2");
        assertThat(headers(record))
                .contains("content-type=application/" + (type == SchemaType.AVRO ? "avro" : "protobuf"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "AVRO, none",
                "AVRO, text/plain",
                "AVRO, application/protobuf",
                "PROTOBUF, application/avro",
                "JSON, application/avro"
            })
    void refuseDataThatIsNeitherJsonNorInTheFormat(SchemaType type, @Nullable String contentType) {
        assertThatThrownBy(() -> record(route(type), event(contentType, "1")))
                .isInstanceOfSatisfying(
                        Refusal.class, e -> assertThat(e.reason()).isEqualTo(Refusal.Reason.INVALID_DATA))
                .hasMessageStartingWith("route r: data: must have a JSON content type, ");
        assertThat(subjects).isEmpty();
    }

    @Test
    void takeAnEventInTheDataForDataBecauseNoReaderTakesTheValueForAnEvent() {
        CloudEvent event = event("application/cloudevents+json", "{\"id\":\"inner\"}");
        KafkaRecord record = record(route(SchemaType.AVRO), event);
        assertThat(value(record)).isEqualTo(FRAME + "|{\"id\":\"inner\"}|");
        assertThat(headers(record)).contains("ce_id=1", "content-type=application/avro");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TOMBSTONE", "EMPTY", "REFUSE"})
    void treatAnEventWithoutDataAsIfThereWereNoFormat(EmptyData rule) {
        CloudEvent event = event("application/json", null);
        if (rule == EmptyData.REFUSE) {
            assertThatThrownBy(() -> record(route(SchemaType.AVRO).emptyData(rule), event))
                    .hasMessage("route r: data: is missing, but the route requires it");
        } else {
            assertThat(record(route(SchemaType.AVRO).emptyData(rule), event))
                    .isEqualTo(record(route().emptyData(rule), event));
        }
        assertThat(subjects).isEmpty();
    }

    @Test
    void askForTheSubjectThatGoesWithTheTopicOfEachEvent() {
        record(route(SchemaType.AVRO), event("application/json", "1"));
        RouteBuilder byType = route(SchemaType.AVRO).topic("x.{type}").topicsAllowed(List.of("x.t"));
        record(byType, event("application/json", "1"));
        assertThat(subjects).containsExactly("orders-value", "x.t-value");
        assertThat(byType.knownSubjects()).containsExactly("x.t-value");
    }

    @Test
    void askForTheSubjectThatIsSet() {
        record(route(SchemaType.AVRO).subject("com.acme.Order"), event("application/json", "1"));
        RouteBuilder byData = route(SchemaType.AVRO).subject("{/kind}-value").subjectsAllowed(List.of("a-value"));
        record(byData, event("application/json", "{\"kind\":\"a\"}"));
        assertThat(subjects).containsExactly("com.acme.Order", "a-value");
        assertThat(byData.knownSubjects()).containsExactly("a-value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"kind\":\"b\"}", "{}"})
    void refuseAnEventThatChoosesAnotherSubjectThanAllowed(String data) {
        RouteBuilder route = route(SchemaType.AVRO).subject("{/kind}-value").subjectsAllowed(List.of("a-value"));
        assertThatThrownBy(() -> record(route, event("application/json", data)))
                .isInstanceOfSatisfying(
                        Refusal.class, e -> assertThat(e.reason()).isEqualTo(Refusal.Reason.UNROUTABLE));
        assertThat(subjects).isEmpty();
    }

    @Test
    void doNotShowWhatIsRedactedInASubject() {
        assertThatThrownBy(() -> route(SchemaType.AVRO)
                        .subject("{/kind}-value")
                        .subjectsAllowed(List.of("a-value"))
                        .redact("/kind", Redaction.DROP)
                        .build())
                .hasMessageStartingWith("value.subject '{/kind}-value' would show /kind");
    }

    @Test
    void tellThatASchemaIsAwaited() {
        SchemaAwaited awaited = new SchemaAwaited(new CompletableFuture<>());
        RouteBuilder route = route().valueFormat(new SchemaValue(SchemaType.AVRO, subject -> {
            throw awaited;
        }));
        assertThatThrownBy(() -> record(route, event("application/json", "1"))).isSameAs(awaited);
    }

    @Test
    void haveNothingBeforeTheDataWithoutFraming() {
        Serializer barred = new Barred();
        Writer bare = new Writer(Framing.NONE.prefix(ID, barred), barred);
        RouteBuilder route = route().valueFormat(new SchemaValue(SchemaType.AVRO, subject -> bare))
                .contentMode(ContentMode.BINARY);
        assertThat(value(record(route, event("application/json", "1")))).isEqualTo("|1|");
        assertThat(value(record(route, event("application/avro", "1")))).isEqualTo("1");
    }

    @Test
    void haveTheIndexesOfTheMessageBehindTheIdInProtobuf() {
        Serializer second = new Serializer() {
            @Override
            public byte[] serialize(Bytes json, byte[] prefix) {
                return prefix;
            }

            @Override
            public byte[] messageIndexes() {
                return new byte[] {2, 2};
            }
        };
        assertThat(Framing.CONFLUENT.prefix(-2, second)).containsExactly(0, -1, -1, -1, -2, 2, 2);
    }
}
