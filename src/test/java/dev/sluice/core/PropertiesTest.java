package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.mapping.Mapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What holds of every event and of every request, tried on random ones. */
class PropertiesTest {

    private static final List<Map.Entry<String, String>> STRUCTURED =
            List.of(Map.entry("Content-Type", "application/cloudevents+json"));

    private static final BatchLimits LIMITS = new BatchLimits(8, Integer.MAX_VALUE);

    private static final String MARKS = "{}[]\",:\\%\0 \n0eu";

    private final JsonFormat json = new JsonFormat();
    private final HttpDecoder http = new HttpDecoder(List.of(json));

    @Nested
    class DecodingNeverFailsOtherThanByRefusal {

        @Test
        void ofRandomHeadersAndBytes() {
            Cases.run(5000, random -> decode(randomHeaders(random), randomBytes(random, 80)));
        }

        @Test
        void ofRandomBytesInStructuredMode() {
            Cases.run(5000, random -> decode(STRUCTURED, randomBytes(random, 200)));
        }

        @Test
        void ofMutatedStructuredEvents() {
            Cases.run(5000, random -> {
                byte[] text = toJson(new RandomEvents(random).event()).toArray();
                decode(STRUCTURED, mutate(random, text));
            });
        }

        @Test
        void ofMutatedBinaryEvents() {
            Cases.run(5000, random -> {
                HttpMessage message = new HttpBinaryEncoder(random).encode(new RandomEvents(random).event());
                List<Map.Entry<String, String>> headers = new ArrayList<>();
                for (Map.Entry<String, String> header : message.headers()) {
                    headers.add(random.nextInt(5) > 0 ? header : mutate(random, header));
                }
                decode(headers, message.body().toArray());
            });
        }

        @Test
        void ofTruncatedStructuredEvents() {
            Cases.run(50, random -> {
                Bytes text = toJson(new RandomEvents(random).event());
                for (int end = 0; end < text.length(); end++) {
                    Bytes truncated = text.slice(0, end);
                    assertThatCode(() -> fromJson(truncated)).isExactlyInstanceOf(Refusal.class);
                }
            });
        }

        private void decode(List<Map.Entry<String, String>> headers, byte[] body) {
            try {
                http.decode(new HttpMessage(headers, Bytes.of(body)), Arrival.ANONYMOUS)
                        .events()
                        .get(0);
            } catch (Refusal e) {
                assertThat(e.getMessage()).matches("[ -~]{1,200}");
            }
        }
    }

    @Nested
    class DataInIsDataOut {

        @Test
        void inBinaryMode() {
            Cases.run(3000, random -> {
                CloudEvent event = new RandomEvents(random).event();
                byte[] body = randomBytes(random, 300);
                HttpMessage message = new HttpBinaryEncoder(random).encode(event);
                byte[] value = binary(http.decode(new HttpMessage(message.headers(), Bytes.of(body)), Arrival.ANONYMOUS)
                                .events()
                                .get(0))
                        .value();
                assertThat(value).isEqualTo(body.length == 0 ? null : body);
            });
        }

        @Test
        void inStructuredModeWithJson() {
            Cases.run(3000, random -> {
                RandomEvents events = new RandomEvents(random);
                String data = events.json(5);
                List<String> members = new ArrayList<>(List.of(
                        "\"specversion\":\"1.0\"",
                        "\"id\":\"1\"",
                        "\"source\":\"/source\"",
                        "\"type\":\"type\"",
                        "\"data\"" + events.blank() + ":" + events.blank() + data + events.blank()));
                if (random.nextBoolean()) {
                    members.add("\"datacontenttype\":\"text/json\"");
                }
                Collections.shuffle(members, random);
                String text = "{" + events.blank() + String.join("," + events.blank(), members) + "}";
                assertThat(binary(fromJson(inside(random, text))).value())
                        .as(text)
                        .isEqualTo(data.getBytes(StandardCharsets.UTF_8));
            });
        }
    }

    @Nested
    class DecodingUndoesEncoding {

        @Test
        void ofTheJsonFormat() {
            Cases.run(3000, random -> {
                CloudEvent event = new RandomEvents(random).event();
                assertSame(fromJson(toJson(event)), event);
            });
        }

        @Test
        void ofTheHttpBindingInBinaryMode() {
            Cases.run(3000, random -> {
                CloudEvent event = new RandomEvents(random).event();
                CloudEvent decoded = http.decode(new HttpBinaryEncoder(random).encode(event), Arrival.ANONYMOUS)
                        .events()
                        .get(0);
                assertSame(decoded, RandomEvents.asHeadersTellIt(event));
            });
        }

        @Test
        void ofTheKafkaBindingInStructuredMode() {
            Cases.run(3000, random -> {
                CloudEvent event = new RandomEvents(random).event();
                KafkaRecord record = Mappers.record(event, ContentMode.STRUCTURED);
                byte[] value = Objects.requireNonNull(record.value());
                assertSame(fromJson(Bytes.of(value)), event);
            });
        }

        @Test
        void ofAStructuredEventThatGoesOnStructured() {
            Cases.run(1000, random -> {
                Bytes text = toJson(new RandomEvents(random).event());
                assertThat(toJson(fromJson(text))).isEqualTo(text);
            });
        }
    }

    @Nested
    class ARecordInBinaryMode {

        @Test
        void holdsEachAttributeExactlyOnce() {
            Cases.run(3000, random -> {
                CloudEvent event = new RandomEvents(random).event();
                Map<String, String> headers = new LinkedHashMap<>();
                for (KafkaRecord.Header header : binary(event).headers()) {
                    String value = new String(header.value(), StandardCharsets.UTF_8);
                    assertThat(headers.put(header.name(), value))
                            .as(header.name())
                            .isNull();
                }
                assertThat(headers).isEqualTo(expectedHeaders(event));
            });
        }

        private Map<String, String> expectedHeaders(CloudEvent event) {
            Map<String, String> headers = new LinkedHashMap<>();
            for (String name : List.of("specversion", "id", "source", "type", "subject", "time", "dataschema")) {
                if (event.attribute(name) != null) {
                    headers.put("ce_" + name, event.attribute(name));
                }
            }
            if (event.dataContentType() != null) {
                headers.put("content-type", event.dataContentType());
            }
            for (Extension extension : event.extensions()) {
                headers.put("ce_" + extension.name(), extension.value());
            }
            return headers;
        }
    }

    /** Items 46 to 49: a batch is its events, record by record. */
    @Nested
    class ABatch {

        @Test
        void givesTheRecordsThatItsEventsGiveAlone() {
            Cases.run(1000, random -> {
                StringBuilder batch = new StringBuilder("[");
                List<KafkaRecord> alone = new ArrayList<>();
                ContentMode mode = random.nextBoolean() ? ContentMode.BINARY : ContentMode.STRUCTURED;
                Mapper mapper = Mappers.inMode(mode);
                int events = random.nextInt(8);
                for (int i = 0; i < events; i++) {
                    Bytes text = toJson(new RandomEvents(random).event());
                    batch.append(i == 0 ? " " : " , ").append(text.asUtf8());
                    alone.addAll(mapper.map(fromJson(text), Arrival.ANONYMOUS).records());
                }
                Bytes text = Bytes.utf8(batch.append("]").toString());
                List<KafkaRecord> together = new ArrayList<>();
                json.decodeBatch(text, LIMITS, null)
                        .forEach(event -> together.addAll(
                                mapper.map(event, Arrival.ANONYMOUS).records()));
                assertThat(together).isEqualTo(alone);
            });
        }

        @Test
        void isRefusedAsAWholeOrGivesAllItsEvents() {
            Cases.run(3000, random -> {
                String event = toJson(new RandomEvents(random).event()).asUtf8();
                byte[] text = ("[" + event + "," + event + "]").getBytes(StandardCharsets.UTF_8);
                try {
                    json.decodeBatch(Bytes.of(mutate(random, text)), LIMITS, null);
                } catch (Refusal e) {
                    assertThat(e.getMessage()).matches("[ -~]+");
                }
            });
        }

        @Test
        void givesTheElementsThatAreNoEventsOrIsRefusedEitherWay() {
            Cases.run(3000, random -> {
                String event = toJson(new RandomEvents(random).event()).asUtf8();
                byte[] text = ("[" + event + "," + event + "]").getBytes(StandardCharsets.UTF_8);
                Bytes batch = Bytes.of(mutate(random, text));
                List<Bytes> undecoded = new ArrayList<>();
                try {
                    List<CloudEvent> events =
                            json.decodeBatch(batch, LIMITS, (index, element, refusal) -> undecoded.add(element));
                    if (undecoded.isEmpty()) {
                        assertThat(json.decodeBatch(batch, LIMITS, null)).isEqualTo(events);
                    }
                } catch (Refusal e) {
                    assertThatCode(() -> json.decodeBatch(batch, LIMITS, null)).isExactlyInstanceOf(Refusal.class);
                }
                for (Bytes element : undecoded) {
                    assertThatCode(() -> fromJson(element)).isExactlyInstanceOf(Refusal.class);
                }
            });
        }
    }

    @Test
    void mappingLeavesTheEventAsItIsAndIsAFunction() {
        Cases.run(3000, random -> {
            long seed = random.nextLong();
            CloudEvent event = new RandomEvents(new Random(seed)).event();
            CloudEvent untouched = new RandomEvents(new Random(seed)).event();
            ContentMode mode = random.nextBoolean() ? ContentMode.BINARY : ContentMode.STRUCTURED;
            Mapper mapper = Mappers.inMode(mode);
            List<KafkaRecord> records = mapper.map(event, Arrival.ANONYMOUS).records();
            assertThat(mapper.map(event, Arrival.ANONYMOUS).records()).isEqualTo(records);
            assertSame(event, untouched);
        });
    }

    private Bytes toJson(CloudEvent event) {
        return json.encode(event, event.data());
    }

    private CloudEvent fromJson(Bytes text) {
        return json.decode(text);
    }

    private static KafkaRecord binary(CloudEvent event) {
        return Mappers.record(event, ContentMode.BINARY);
    }

    private static void assertSame(CloudEvent actual, CloudEvent expected) {
        assertThat(List.copyOf(actual.extensions())).isEqualTo(expected.extensions());
        assertThat(actual.data()).isEqualTo(expected.data());
        assertThat(actual.dataContentType()).isEqualTo(expected.dataContentType());
        assertThat(actual).isEqualTo(expected);
    }

    /** The text somewhere inside a larger array, as a body may be. */
    private static Bytes inside(Random random, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int before = random.nextInt(10);
        byte[] larger = new byte[before + bytes.length + random.nextInt(10)];
        Arrays.fill(larger, (byte) '"');
        System.arraycopy(bytes, 0, larger, before, bytes.length);
        return Bytes.of(larger).slice(before, before + bytes.length);
    }

    private static List<Map.Entry<String, String>> randomHeaders(Random random) {
        RandomEvents events = new RandomEvents(random);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        int count = random.nextInt(10);
        for (int i = 0; i < count; i++) {
            String name = events.oneOf(List.of(
                    "ce-id",
                    "ce-source",
                    "ce-type",
                    "ce-specversion",
                    "ce-time",
                    "ce-subject",
                    "ce-dataschema",
                    "content-type",
                    "ce-" + latin1(randomBytes(random, 4)),
                    latin1(randomBytes(random, 8))));
            String value = events.oneOf(List.of(
                    "1.0",
                    "a",
                    "application/cloudevents+json",
                    "text/plain;charset=",
                    "\"" + latin1(randomBytes(random, 8)) + "\"",
                    latin1(randomBytes(random, 20))));
            headers.add(Map.entry(name, value));
        }
        return headers;
    }

    private static Map.Entry<String, String> mutate(Random random, Map.Entry<String, String> header) {
        byte[] value = header.getValue().getBytes(StandardCharsets.ISO_8859_1);
        return Map.entry(header.getKey(), latin1(mutate(random, value)));
    }

    private static byte[] mutate(Random random, byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        byte[] mutated = bytes.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(mutated.length);
            switch (random.nextInt(4)) {
                case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutated[at] = (byte) MARKS.charAt(random.nextInt(MARKS.length()));
                case 2 -> System.arraycopy(mutated, 0, mutated, at, mutated.length - at);
                default -> mutated = Arrays.copyOf(mutated, Math.max(1, at));
            }
        }
        return mutated;
    }

    private static byte[] randomBytes(Random random, int below) {
        byte[] bytes = new byte[random.nextInt(below)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
