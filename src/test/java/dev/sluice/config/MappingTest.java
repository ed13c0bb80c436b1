package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.core.data.Hmac;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Refusal.Reason;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.kafka.KafkaRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.UUIDDeserializer;
import org.apache.kafka.common.serialization.UUIDSerializer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of src/docs/mapping.md, each as a configuration, an event, and the record that it gives. */
class MappingTest {

    private static final String MIN_LONG = "-9223372036854775808";

    private static final String ORDER = """
            {"order":{"id":"A-7","n":5,"big":12345678901234567890.10,"ok":true,"no":null,"list":[{"x":"y"}]},"region":"eu"}
            """.strip();

    @Nested
    class Routes {

        private static final String THREE = """
                sluice:
                  routes:
                    b: { rank: 1, when: "type = 'order'", topic: second }
                    a: { rank: 1, when: "type = 'order'", topic: first }
                    c: { rank: 0, when: "type = 'invoice'", topic: invoices }
                """;

        @Test
        void areTriedInTheOrderOfRankAndThenOfName() {
            assertThat(record(THREE, event("order")).topic()).isEqualTo("first");
            assertThat(record(THREE, event("invoice")).topic()).isEqualTo("invoices");
        }

        @Test
        void allGiveARecordEachWhereThatIsAskedFor() {
            String all = THREE.replace("sluice:\n", "sluice:\n  match: all\n");
            assertThat(Configured.by(all)
                            .mapper()
                            .map(event("order"), Arrival.ANONYMOUS)
                            .records())
                    .extracting(KafkaRecord::topic)
                    .containsExactly("first", "second");
        }

        @Test
        void thatTakeNoEventOfThisKindRefuseIt() {
            Refusal refusal = refusal(THREE, event("other"));
            assertThat(refusal.reason()).isEqualTo(Reason.UNROUTABLE);
            assertThat(refusal).hasMessage("no route takes the event, and sluice.topic is not set");
        }

        @Test
        void leaveTheRestToTheTopicForAll() {
            String withTopic = THREE.replace("sluice:\n", "sluice:\n  topic: rest\n");
            assertThat(record(withTopic, event("other")).topic()).isEqualTo("rest");
        }

        @Test
        void giveNoRecordWhereTheRestIsIgnored() {
            String ignoring = THREE.replace("sluice:\n", "sluice:\n  unmatched: ignore\n");
            assertThat(Configured.by(ignoring)
                            .mapper()
                            .map(event("other"), Arrival.ANONYMOUS)
                            .records())
                    .isEmpty();
        }

        @Test
        void takeWhatTheyDoNotSayFromWhatHoldsForAll() {
            String yaml = """
                    sluice:
                      topic: all
                      key: [id]
                      content-mode: structured
                      headers: { a: "1", b: "2" }
                      routes:
                        orders: { when: "type = 'order'", key: [type], headers: { b: "3" } }
                    """;
            KafkaRecord record = record(yaml, event("order"));
            assertThat(record.topic()).isEqualTo("all");
            assertThat(text(record.key())).isEqualTo("order");
            assertThat(header(record, "content-type")).isEqualTo("application/cloudevents+json");
            assertThat(header(record, "a")).isEqualTo("1");
            assertThat(header(record, "b")).isEqualTo("3");
        }

        @Test
        void canBeWrittenInVariables() {
            Configured configured = Configured.by(
                    "",
                    java.util.Map.of(
                            "SLUICE_TOPIC", "rest",
                            "SLUICE_REDACT_SECRET", "0123456789abcdef",
                            "SLUICE_ROUTES_ORDERS_WHEN", "type = 'order'",
                            "SLUICE_ROUTES_ORDERS_TOPIC", "orders.{region}",
                            "SLUICE_ROUTES_ORDERS_TOPICS_ALLOWED", "orders.eu,orders.us",
                            "SLUICE_ROUTES_ORDERS_KEY", "/order/id,subject",
                            "SLUICE_ROUTES_ORDERS_HEADERS", "tenant={/region};fix=x",
                            "SLUICE_ROUTES_ORDERS_REDACT", "/order/n=mask;/order/list=drop"));
            KafkaRecord record = configured
                    .mapper()
                    .map(event("order", "region", "eu"), Arrival.ANONYMOUS)
                    .records()
                    .get(0);
            assertThat(record.topic()).isEqualTo("orders.eu");
            assertThat(text(record.key())).isEqualTo("A-7");
            assertThat(header(record, "tenant")).isEqualTo("eu");
            assertThat(header(record, "fix")).isEqualTo("x");
            assertThat(text(record.value()))
                    .isEqualTo(ORDER.replace(":5,", ":\"***\",").replace(",\"list\":[{\"x\":\"y\"}]", ""));
        }
    }

    @Nested
    class Keys {

        @ParameterizedTest
        @CsvSource({
            "/order/id, A-7",
            "/order/n, 5",
            "/order/big, 12345678901234567890.10",
            "/order/ok, true",
            "/order/list/0/x, y",
            "{source}#{/order/id}, /shop#A-7",
            "'{type}', order",
            "count, 7"
        })
        void areTheValueOfTheRecipeAsItIs(String entry, String key) {
            String yaml = "sluice: { topic: t, key: [\"" + entry + "\"] }";
            assertThat(text(record(yaml, event("order", "count", "7")).key())).isEqualTo(key);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"/order", "/order/no", "/order/list", "/missing", "/order/id/x", "missing", "{id}{missing}"})
        void areNoneWhereTheRecipeYieldsNothing(String entry) {
            String yaml = "sluice: { topic: t, key: [\"" + entry + "\"] }";
            assertThat(record(yaml, event("order")).key()).isNull();
        }

        @Test
        void areNoneWhereTheRecipeIsNone() {
            assertThat(record("sluice: { topic: t, key: none }", event("order")).key())
                    .isNull();
        }

        @Test
        void areTheFirstThatIsThere() {
            String yaml = "sluice: { topic: t, key: [missing, /missing, \"{missing}\", /order/id, source] }";
            assertThat(text(record(yaml, event("order")).key())).isEqualTo("A-7");
        }

        @Test
        void areRequiredWhereTheRouteSaysSo() {
            Refusal refusal = refusal("sluice: { topic: t, key: [/missing], keyless: refuse }", event("order"));
            assertThat(refusal.reason()).isEqualTo(Reason.KEYLESS);
            assertThat(refusal.getMessage()).startsWith("route default: ");
        }

        @Test
        void areNotMadeOfDataThatIsNotJson() {
            CloudEvent event = event("order", "datacontenttype", "text/plain");
            assertThat(text(record("sluice: { topic: t, key: [/order/id, source] }", event)
                            .key()))
                    .isEqualTo("/shop");
        }

        @Test
        void areNotGuessedFromDataThatIsBroken() {
            CloudEvent event = eventWith("{\"order\":{\"id\":\"A-7\"}");
            assertThat(refusal("sluice: { topic: t, key: [/order/id, source] }", event)
                            .reason())
                    .isEqualTo(Reason.INVALID_DATA);
        }

        @Test
        void areNotGuessedFromAMemberThatIsThereTwice() {
            CloudEvent event = eventWith("{\"order\":{\"id\":\"A\",\"id\":\"B\"}}");
            Refusal refusal = refusal("sluice: { topic: t, key: [/order/id, source] }", event);
            assertThat(refusal.reason()).isEqualTo(Reason.INVALID_DATA);
            assertThat(refusal.getMessage()).contains("/order/id");
        }

        @Test
        void doNotTouchDataThatNothingNeeds() {
            CloudEvent event = eventWith("{ not JSON");
            assertThat(text(record("sluice: { topic: t }", event).value())).isEqualTo("{ not JSON");
        }
    }

    @Nested
    class KeyFormats {

        @ParameterizedTest
        @CsvSource({"0, 0", "42, 42", "-1, -1", "2147483647, 2147483647", "-2147483648, -2147483648"})
        void makeAnIntThatKafkaReads(String text, int key) {
            assertThat(new IntegerDeserializer().deserialize("t", key("int", text)))
                    .isEqualTo(key);
            assertThat(key("int", text)).isEqualTo(new IntegerSerializer().serialize("t", key));
        }

        @ParameterizedTest
        @CsvSource({"0, 0", "-7, -7", "9223372036854775807, 9223372036854775807", MIN_LONG + "," + MIN_LONG})
        void makeALongThatKafkaReads(String text, long key) {
            assertThat(new LongDeserializer().deserialize("t", key("long", text)))
                    .isEqualTo(key);
            assertThat(key("long", text)).isEqualTo(new LongSerializer().serialize("t", key));
        }

        @ParameterizedTest
        @ValueSource(strings = {"b1e5a9c0-7f3d-4e52-9f0a-3c1d2e4f5a6b", "B1E5A9C0-7F3D-4E52-9F0A-3C1D2E4F5A6B"})
        void makeAUuidThatKafkaReads(String text) {
            UUID key = UUID.fromString(text);
            assertThat(new UUIDDeserializer().deserialize("t", key("uuid", text)))
                    .isEqualTo(key);
            assertThat(key("uuid", text)).isEqualTo(new UUIDSerializer().serialize("t", key));
        }

        @ParameterizedTest
        @ValueSource(strings = {"text", "int"})
        void leaveARecordWithoutAKeyWithoutOne(String format) {
            String yaml = "sluice: { topic: t, key: [missing], key-format: " + format + " }";
            assertThat(record(yaml, event("order")).key()).isNull();
        }

        @ParameterizedTest
        @CsvSource({
            "int, 2147483648",
            "int, -2147483649",
            "int, 99999999999999999999",
            "long, 9223372036854775808",
            "long, -9223372036854775809",
            "int, +1",
            "int, 01",
            "int, -0",
            "int, 00",
            "int, -",
            "int, 1.0",
            "int, 1e1",
            "int, ' 1'",
            "int, \u0661",
            "long, 0x1",
            "uuid, b1e5a9c07f3d4e529f0a3c1d2e4f5a6b",
            "uuid, b1e5a9c0-7f3d-4e52-9f0a-3c1d2e4f5a6",
            "uuid, b1e5a9c0-7f3d-4e52-9f0a-3c1d2e4f5a6b0",
            "uuid, g1e5a9c0-7f3d-4e52-9f0a-3c1d2e4f5a6b",
            "uuid, b1e5a9c0-7f3d-4e529-f0a-3c1d2e4f5a6b",
            "uuid, '{b1e5a9c0-7f3d-4e52-9f0a-3c1d2e4f5a}'"
        })
        void refuseATextThatIsNoKeyAndDoNotShowIt(String format, String text) {
            Refusal refusal = refusal(yaml(format), event("order", "k", text));
            assertThat(refusal.reason()).isEqualTo(Reason.KEYLESS);
            assertThat(refusal.getMessage())
                    .matches("route default: the key is (not a whole number in digits, without leading zeros or a plus"
                            + " sign|out of the range of a (32|64)-bit integer|not a UUID of 36 characters, 8-4-4-4-12"
                            + " hexadecimal digits), as key-format requires");
        }

        @Test
        void areTakenFromWhatHoldsForAll() {
            String yaml = """
                    sluice:
                      key: [k]
                      key-format: int
                      routes:
                        own: { when: "type = 'text'", topic: t, key-format: text }
                        inherited: { topic: t, rank: 1 }
                    """;
            assertThat(record(yaml, event("text", "k", "7")).key()).containsExactly('7');
            assertThat(record(yaml, event("order", "k", "7")).key()).containsExactly(0, 0, 0, 7);
        }

        @Test
        void areNotAskedOfAHash() {
            String yaml = """
                    sluice:
                      topic: t
                      key: ["hash(/order/id)"]
                      key-format: uuid
                      redact-secret: 0123456789abcdef
                    """;
            assertThat(Configured.by(yaml).errors())
                    .containsExactly(
                            "sluice.key 'hash(/order/id)' yields a hash, which key-format uuid refuses: leave one"
                                    + " of the two out");
        }

        private static byte[] key(String format, String text) {
            return record(yaml(format), event("order", "k", text)).key();
        }

        private static String yaml(String format) {
            return "sluice: { topic: t, key: [k], key-format: " + format + " }";
        }
    }

    @Nested
    class Topics {

        private static final String TEMPLATE =
                "sluice: { topic: \"orders.{/region}\", topics-allowed: [orders.eu, orders.us] }";

        @Test
        void areFilledIn() {
            assertThat(record(TEMPLATE, event("order")).topic()).isEqualTo("orders.eu");
        }

        @Test
        void areConfined() {
            CloudEvent event = eventWith("{\"region\":\"cn\"}");
            Refusal refusal = refusal(TEMPLATE, event);
            assertThat(refusal.reason()).isEqualTo(Reason.UNROUTABLE);
            assertThat(refusal).hasMessage("route default: the event chooses a topic that is not allowed");
        }

        @Test
        void areRefusedWhereAPlaceHasNoValue() {
            assertThat(refusal(TEMPLATE, eventWith("{}")).reason()).isEqualTo(Reason.UNROUTABLE);
        }

        @ParameterizedTest
        @CsvSource({"eu, true", "x_1.Y-2, true", "a b, false", "a/b, false", "\u00e9, false"})
        void mayBeAnyThatStartsAsAllowed(String region, boolean allowed) {
            String yaml = "sluice: { topic: \"orders.{region}\", topics-allowed-prefix: [orders.] }";
            CloudEvent event = event("order", "region", region);
            if (allowed) {
                assertThat(record(yaml, event).topic()).isEqualTo("orders." + region);
            } else {
                assertThat(refusal(yaml, event).reason()).isEqualTo(Reason.UNROUTABLE);
            }
        }

        @Test
        void areKnownBeforeAnyEventWhereTheyAreWrittenDown() {
            String yaml = """
                    sluice:
                      topic: rest
                      routes:
                        a: { when: "type = 'a'", topic: one }
                        b: { when: "type = 'b'", topic: "x.{region}", topics-allowed: [x.eu, x.us] }
                    """;
            assertThat(Configured.by(yaml).mapper().knownTopics()).containsExactly("one", "rest", "x.eu", "x.us");
        }
    }

    @Nested
    class Partitions {

        @ParameterizedTest
        @CsvSource({"0, 0", "7, 7", "2147483647, 2147483647"})
        void areTheNumberOfTheRecipe(String shard, int partition) {
            assertThat(record("sluice: { topic: t, partition: shard }", event("order", "shard", shard))
                            .partition())
                    .isEqualTo(partition);
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "+1", "01", "1.0", "1e1", "2147483648", "99999999999", "one", " 1", "\u0661"})
        void areRefusedWhereTheRecipeYieldsNoWholeNumber(String shard) {
            CloudEvent event = event("order", "shard", shard);
            Refusal refusal = refusal("sluice: { topic: t, partition: shard }", event);
            assertThat(refusal.reason()).isEqualTo(Reason.UNROUTABLE);
            assertThat(refusal.getMessage()).doesNotContain(shard);
        }

        @Test
        void areRefusedWhereTheRecipeYieldsNothing() {
            assertThat(refusal("sluice: { topic: t, partition: /shard }", event("order"))
                            .reason())
                    .isEqualTo(Reason.UNROUTABLE);
        }

        @Test
        void areLeftToKafkaWithoutARecipe() {
            assertThat(record("sluice: { topic: t }", event("order")).partition())
                    .isEqualTo(KafkaRecord.ANY_PARTITION);
        }
    }

    @Nested
    class AnEventWithoutData {

        private final CloudEvent event = base("order").build();

        @Test
        void isATombstoneOfItsKey() {
            KafkaRecord record = record("sluice: { topic: t }", event);
            assertThat(record.value()).isNull();
            assertThat(text(record.key())).isEqualTo("/shop");
        }

        @Test
        void isRefusedAsATombstoneWithoutAKey() {
            assertThat(refusal("sluice: { topic: t, key: none }", event).reason())
                    .isEqualTo(Reason.KEYLESS);
        }

        @Test
        void isAValueOfNoBytesWhereThatIsAskedFor() {
            KafkaRecord record = record("sluice: { topic: t, key: none, empty-data: empty }", event);
            assertThat(record.value()).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"binary", "structured"})
        void isRefusedWhereThatIsAskedFor(String mode) {
            String yaml = "sluice: { topic: t, empty-data: refuse, content-mode: " + mode + " }";
            assertThat(refusal(yaml, event).reason()).isEqualTo(Reason.INVALID_DATA);
        }

        @Test
        void hasAValueInStructuredModeInAnyCase() {
            KafkaRecord record = record("sluice: { topic: t, key: none, content-mode: structured }", event);
            assertThat(text(record.value())).contains("\"id\":\"1\"");
        }

        @Test
        void hasNothingToRedact() {
            String yaml = "sluice: { topic: t, redact: { /order: drop } }";
            assertThat(record(yaml, event).value()).isNull();
        }
    }

    @Nested
    class Timestamps {

        private static final String EVENT_TIME = "sluice: { topic: t, timestamp: event }";

        @ParameterizedTest
        @CsvSource({
            "1970-01-01T00:00:00Z, 0",
            "2026-11-24T14:34:54.123999Z, 1795530894123",
            "2026-11-24T15:34:54.1+01:00, 1795530894100",
            "2016-12-31T23:59:60Z, 1483228800000",
            "2024-02-29t00:00:00z, 1709164800000"
        })
        void areTheEventsTimeWhereThatIsAskedFor(String time, long millis) {
            assertThat(record(EVENT_TIME, event("order", "time", time)).timestampMillis())
                    .isEqualTo(millis);
        }

        @Test
        void areTheProducersWhereTheEventHasNoTime() {
            assertThat(record(EVENT_TIME, event("order")).timestampMillis()).isEqualTo(KafkaRecord.NOW);
        }

        @Test
        void areTheProducersUnlessAskedFor() {
            CloudEvent event = event("order", "time", "2026-11-24T14:34:54Z");
            assertThat(record("sluice: { topic: t }", event).timestampMillis()).isEqualTo(KafkaRecord.NOW);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00+00:01", "0000-01-01T00:00:00Z"})
        void areRefusedBefore1970(String time) {
            Refusal refusal = refusal(EVENT_TIME, event("order", "time", time));
            assertThat(refusal.reason()).isEqualTo(Reason.INVALID_ATTRIBUTE);
            assertThat(refusal.attribute()).isEqualTo("time");
        }
    }

    @Nested
    class Headers {

        @Test
        void areAddedBehindThoseOfTheEvent() {
            String yaml = "sluice: { topic: t, headers: { tenant: \"{/region}/{id}\", fix: \"a {{b}}\" } }";
            KafkaRecord record = record(yaml, event("order"));
            assertThat(record.headers())
                    .extracting(KafkaRecord.Header::name)
                    .startsWith("ce_specversion", "ce_id", "ce_source", "ce_type", "content-type")
                    .endsWith("fix", "tenant");
            assertThat(header(record, "tenant")).isEqualTo("eu/1");
            assertThat(header(record, "fix")).isEqualTo("a {b}");
        }

        @Test
        void areLeftOutWhereTheEventHasNoValueForThem() {
            KafkaRecord record = record("sluice: { topic: t, headers: { tenant: \"{/tenant}\" } }", event("order"));
            assertThat(record.headers()).extracting(KafkaRecord.Header::name).doesNotContain("tenant");
        }
    }

    @Nested
    class Redactions {

        private static final String YAML = """
                sluice:
                  topic: t
                  key: ["hash(/customer/email)"]
                  redact-secret: 0123456789abcdef
                  headers: { who: "{hash(/customer/email)}" }
                  redact: { /customer/email: hash, /customer/phone: drop, /card/number: mask, "/items/*/name": mask }
                """;
        private static final String DATA = """
                { "customer" : { "email" : "a@b.c", "phone":"+49", "id": 7 }, "card":{"number":[1,2]},
                  "items":[{"name":"n1"}, {"name":"n2","n":1.50}] }""";
        private static final String HASH = new Hmac("0123456789abcdef").hex("a@b.c");

        @Test
        void changeNothingButWhatTheyAreFor() {
            KafkaRecord record = record(YAML, eventWith(DATA));
            assertThat(text(record.value())).isEqualTo("""
                    { "customer" : { "email" : "%s", "id": 7 }, "card":{"number":"***"},
                      "items":[{"name":"***"}, {"name":"***","n":1.50}] }""".formatted(HASH));
            assertThat(text(record.key())).isEqualTo(HASH);
            assertThat(header(record, "who")).isEqualTo(HASH);
        }

        @Test
        void holdInStructuredModeTooAndKeepEveryOtherByteOfTheEnvelope() {
            String envelope = """
                    { "specversion":"1.0", "id" : "\\u0031","source":"/s","type":"t",  "x":5,
                      "data":%s,"datacontenttype" : "application/json" }""";
            CloudEvent event = new JsonFormat().decode(Bytes.utf8(envelope.formatted(DATA)));
            KafkaRecord record = record(YAML.replace("topic: t", "topic: t\n  content-mode: structured"), event);
            String redacted = text(record(YAML, event).value());
            assertThat(text(record.value())).isEqualTo(envelope.formatted(redacted));
        }

        @ParameterizedTest
        @ValueSource(strings = {"text/plain", "application/octet-stream", "application/jsonx"})
        void refuseDataThatTheyCannotReadByItsType(String type) {
            Refusal refusal = refusal(YAML, event("order", "datacontenttype", type));
            assertThat(refusal.reason()).isEqualTo(Reason.INVALID_DATA);
            assertThat(refusal.getMessage()).contains("route default");
        }

        @Test
        void refuseDataWithoutAType() {
            CloudEvent event = base("order").data(Bytes.utf8("{}")).build();
            assertThat(refusal(YAML, event).reason()).isEqualTo(Reason.INVALID_DATA);
        }

        @Test
        void refuseDataThatIsNotWhatItsTypeSays() {
            CloudEvent event = eventWith(DATA + "}");
            Refusal refusal = refusal(YAML, event);
            assertThat(refusal.reason()).isEqualTo(Reason.INVALID_DATA);
            assertThat(refusal.getMessage()).doesNotContain("a@b.c");
        }

        @Test
        void ofOneRouteLeaveTheRecordsOfTheOthersAlone() {
            String yaml = """
                    sluice:
                      match: all
                      routes:
                        open: { topic: open, key: [/customer/email] }
                        closed: { topic: closed, redact: { /customer: drop } }
                        masked: { topic: masked, redact: { /customer: mask }, key: [/card/number/0] }
                    """;
            List<KafkaRecord> records = Configured.by(yaml)
                    .mapper()
                    .map(eventWith(DATA), Arrival.ANONYMOUS)
                    .records();
            assertThat(records).extracting(KafkaRecord::topic).containsExactly("closed", "masked", "open");
            assertThat(text(records.get(0).value()))
                    .doesNotContain("a@b.c", "customer")
                    .contains("\"number\":[1,2]");
            assertThat(text(records.get(1).value())).doesNotContain("a@b.c").contains("\"customer\" : \"***\"");
            assertThat(text(records.get(1).key())).isEqualTo("1");
            assertThat(text(records.get(2).value())).isEqualTo(DATA);
            assertThat(text(records.get(2).key())).isEqualTo("a@b.c");
        }
    }

    private static CloudEventBuilder base(String type) {
        return new CloudEventBuilder()
                .set("specversion", "1.0")
                .set("id", "1")
                .set("source", "/shop")
                .set("type", type);
    }

    /** An event with JSON data and these attributes, given as names and values. */
    private static CloudEvent event(String type, String... attributes) {
        CloudEventBuilder event = base(type).data(Bytes.utf8(ORDER));
        for (int i = 0; i < attributes.length; i += 2) {
            event.set(attributes[i], attributes[i + 1], Extension.Type.STRING);
        }
        if (event.dataContentType() == null) {
            event.set("datacontenttype", "application/json");
        }
        return event.build();
    }

    private static CloudEvent eventWith(String json) {
        return base("order")
                .set("datacontenttype", "application/json")
                .data(Bytes.utf8(json))
                .build();
    }

    private static KafkaRecord record(String yaml, CloudEvent event) {
        List<KafkaRecord> records =
                Configured.by(yaml).mapper().map(event, Arrival.ANONYMOUS).records();
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private static Refusal refusal(String yaml, CloudEvent event) {
        return assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> Configured.by(yaml).mapper().map(event, Arrival.ANONYMOUS))
                .satisfies(refusal -> assertThat(refusal.getMessage()).matches("[ -~]+"))
                .actual();
    }

    private static String header(KafkaRecord record, String name) {
        return record.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(header -> text(header.value()))
                .findFirst()
                .orElseThrow();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
