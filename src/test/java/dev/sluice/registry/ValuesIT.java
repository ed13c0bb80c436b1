package dev.sluice.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TimestampProto;
import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import dev.sluice.packaged.PackagedSluice;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The packaged function with schemas of a real registry and a real broker, read as consumers read: one process that was
 * started before the registry was, and one after. In the order of what happens to the registry, which starts, is
 * killed, and comes back empty.
 */
@Tag("registry")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ValuesIT {

    private static final int FIRST = 1;
    private static final int KILLED = Integer.MAX_VALUE - 2;
    private static final int BACK = Integer.MAX_VALUE - 1;
    private static final int ENDED = Integer.MAX_VALUE;

    /** A subject that was not found is looked up again after ten seconds; the rest is for a busy machine. */
    private static final long LONGEST_WAIT_SECONDS = 60;

    private static final List<String> TOPICS =
            List.of("orders", "payments", "customers", "shipments", "ticks", "lost", "early");

    private static final String ORDER = """
            {"type": "record", "name": "Order", "namespace": "acme", "fields": [
              {"name": "id", "type": "int"},
              {"name": "email", "type": "string"},
              {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}},
              {"name": "coupon", "type": ["null", "string"], "default": null}
            ]}
            """;
    private static final String PAYMENT = """
            syntax = "proto3";
            package acme;

            import "google/protobuf/timestamp.proto";

            message Refund {
              int32 account = 1;
            }

            message Payment {
              int32 account = 1;
              string currency = 2;
              int64 cents = 3;
              google.protobuf.Timestamp paid_at = 4;
            }
            """;
    private static final String CUSTOMER =
            "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},\"email\":{\"type\":\"string\"}},"
                    + "\"required\":[\"name\"],\"additionalProperties\":false}";
    private static final String COUNTRY =
            "{\"type\":\"enum\",\"name\":\"Country\",\"namespace\":\"geo\",\"symbols\":[\"DE\",\"FR\"]}";
    private static final String SHIPMENT = "{\"type\":\"record\",\"name\":\"Shipment\",\"namespace\":\"acme\","
            + "\"fields\":[{\"name\":\"to\",\"type\":\"geo.Country\"}]}";
    private static final String TICK =
            "{\"type\":\"record\",\"name\":\"Tick\",\"fields\":[{\"name\":\"id\",\"type\":\"long\"}]}";
    private static final String EVOLVED_TICK = "{\"type\":\"record\",\"name\":\"Tick\",\"fields\":["
            + "{\"name\":\"note\",\"type\":\"string\",\"default\":\"none\"},{\"name\":\"id\",\"type\":\"long\"}]}";
    private static final String ANY = "\"string\"";

    private static final String ORDER_DATA = "{\"total\":12.5,\"id\":%d,\"email\":\"ann@example.com\"}";
    private static final String SECRET = "hunter2";

    @TempDir
    static Path directory;

    private static final Map<String, KafkaTopic> READERS = new HashMap<>();
    private static EmbeddedKafka kafka;
    private static RegistryProcess registry;
    private static PackagedSluice early;
    private static PackagedSluice sluice;
    private static Response whileAway;
    private static Response readyWhileAway;
    private static int shipmentId;
    private static int customerId;
    private static int tickId;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(0, Map.of());
        for (String topic : TOPICS) {
            KafkaTopic.create(kafka.bootstrapServers(), topic, topic.equals("orders") ? 3 : 1);
            READERS.put(topic, new KafkaTopic(kafka.bootstrapServers(), topic));
        }
        registry = new RegistryProcess(directory);
        early = startSluice("early", """
                  topic: early
                  registry:
                    url: %s
                    timeout: 500ms
                    ready-needs-schemas: true
                  value:
                    format: avro
                    schema: order.avsc
                    register: true
                """);
        whileAway = post(early, event("order", "early-1"), ORDER_DATA.formatted(1));
        readyWhileAway = ready(early);
        registry.start();
        registry.register("geo.Country", "AVRO", COUNTRY);
        shipmentId = registry.register("shipments-value", "AVRO", SHIPMENT, "geo.Country");
        customerId = registry.register("com.acme.Customer", "JSON", CUSTOMER);
        tickId = registry.register("ticks-value", "AVRO", TICK);
        sluice = startSluice("late", """
                  registry:
                    url: %s
                    timeout: 10s
                    refresh: 1s
                  value:
                    format: avro
                  routes:
                    orders:
                      when: type = 'order'
                      topic: orders
                      key: [/id]
                      key-format: int
                      keyless: refuse
                      redact: { /email: mask }
                      value: { schema: order.avsc, register: true }
                    payments:
                      when: type = 'payment'
                      topic: payments
                      value:
                        format: protobuf
                        schema: payment.proto
                        register: true
                        message: acme.Payment
                    customers:
                      when: type = 'customer'
                      topic: customers
                      redact: { /email: drop }
                      value: { format: json-schema, subject: com.acme.Customer }
                    shipments:
                      when: type = 'shipment'
                      topic: shipments
                    ticks:
                      when: type = 'tick'
                      topic: ticks
                    lost:
                      when: type = 'lost'
                      topic: lost
                """);
    }

    private static PackagedSluice startSluice(String name, String keys) throws Exception {
        Path own = Files.createDirectories(directory.resolve(name));
        Files.createDirectories(own.resolve("config"));
        Files.writeString(own.resolve("order.avsc"), ORDER);
        Files.writeString(own.resolve("payment.proto"), PAYMENT);
        Files.writeString(own.resolve("config/application.yaml"), "sluice:\n" + keys.formatted(registry.url()));
        return PackagedSluice.startSmall(own, kafka.bootstrapServers());
    }

    @AfterAll
    static void end() {
        List<AutoCloseable> started = new ArrayList<>(READERS.values());
        started.addAll(Arrays.asList(sluice, early, registry, kafka));
        for (AutoCloseable each : started) {
            if (each != null) {
                try {
                    each.close();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** The headers of an event with JSON data. */
    static List<Map.Entry<String, String>> event(String type, String id) {
        return event(type, id, "application/json");
    }

    private static List<Map.Entry<String, String>> event(String type, String id, String contentType) {
        List<Map.Entry<String, String>> headers = Events.binary(id);
        headers.removeIf(header -> Set.of("ce-type", "Content-Type").contains(header.getKey()));
        headers.add(Map.entry("ce-type", type));
        headers.add(Map.entry("Content-Type", contentType));
        return headers;
    }

    private static Response post(PackagedSluice to, List<Map.Entry<String, String>> headers, String data)
            throws Exception {
        return RawHttp.post(to.port(), headers, data.getBytes(UTF_8));
    }

    /** Posts copies of an event with other ids until the answer is as wanted, and returns that. */
    private static Response postUntil(Predicate<Response> wanted, PackagedSluice to, String type, String data)
            throws Exception {
        long began = System.nanoTime();
        Response response = post(to, event(type, UUID.randomUUID().toString()), data);
        while (!wanted.test(response) && secondsSince(began) < LONGEST_WAIT_SECONDS) {
            TimeUnit.MILLISECONDS.sleep(100);
            response = post(to, event(type, UUID.randomUUID().toString()), data);
        }
        System.out.println(type + " answered " + response.status() + " after " + secondsSince(began) + " s");
        return response;
    }

    private static long secondsSince(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
    }

    private static Response ready(PackagedSluice of) throws Exception {
        try (RawHttp client = new RawHttp(of.port())) {
            client.send("GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return client.read();
        }
    }

    /** Asks until the schemas are as told, which the answer to an event may be before. */
    private static Response readyWith(String told, PackagedSluice of) throws Exception {
        long began = System.nanoTime();
        Response response = ready(of);
        while (!response.body().contains(told) && secondsSince(began) < LONGEST_WAIT_SECONDS) {
            TimeUnit.MILLISECONDS.sleep(50);
            response = ready(of);
        }
        assertThat(response.body()).contains(told);
        return response;
    }

    /** Posts an event that is accepted, and returns its only record. */
    private static ConsumerRecord<byte[], byte[]> record(
            String topic, List<Map.Entry<String, String>> headers, byte[] data) throws Exception {
        Response response = RawHttp.post(sluice.port(), headers, data);
        assertThat(response.status()).as(response.body()).isEqualTo(202);
        String id = headers.stream()
                .filter(header -> header.getKey().equals("ce-id"))
                .findFirst()
                .orElseThrow()
                .getValue();
        List<ConsumerRecord<byte[], byte[]>> records = READERS.get(topic).next().stream()
                .filter(record -> id.equals(text(record, "ce_id")))
                .toList();
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private static ConsumerRecord<byte[], byte[]> record(String type, String data) throws Exception {
        return record(type + "s", event(type, UUID.randomUUID().toString()), data.getBytes(UTF_8));
    }

    private static String text(ConsumerRecord<byte[], byte[]> record, String header) {
        return new String(record.headers().lastHeader(header).value(), UTF_8);
    }

    private static int id(ConsumerRecord<byte[], byte[]> record) {
        assertThat(record.value()[0]).isZero();
        return ByteBuffer.wrap(record.value()).getInt(1);
    }

    private static byte[] behindId(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.copyOfRange(record.value(), 1 + Integer.BYTES, record.value().length);
    }

    /** Reads with Avro's own reader, by the schema that the registry has under the record's id. */
    private static GenericRecord read(ConsumerRecord<byte[], byte[]> record, String... references) throws Exception {
        Schema.Parser parser = new Schema.Parser();
        for (String reference : references) {
            parser.parse(reference);
        }
        return read(record, parser.parse(registry.schema(id(record))));
    }

    private static GenericRecord read(ConsumerRecord<byte[], byte[]> record, Schema schema) throws IOException {
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(behindId(record), null);
        GenericRecord read = new GenericDatumReader<GenericRecord>(schema).read(null, decoder);
        assertThat(decoder.isEnd()).isTrue();
        return read;
    }

    @Test
    @Order(FIRST)
    void startsWithoutTheRegistryAndIsReadyOnceItKnowsItsSchemas() throws Exception {
        assertThat(whileAway.status()).isEqualTo(503);
        assertThat(whileAway.body())
                .contains("UNAVAILABLE", "the schema of subject early-value is not known", "does not answer")
                .doesNotContain("127.0.0.1");
        assertThat(readyWhileAway.status()).isEqualTo(503);
        assertThat(readyWhileAway.body()).contains("\"schemas-not-known\": 1");

        assertThat(readyWith("\"schemas-not-known\": 0", early).status()).isEqualTo(200);
        assertThat(post(early, event("order", "early-2"), ORDER_DATA.formatted(2))
                        .status())
                .isEqualTo(202);
        List<ConsumerRecord<byte[], byte[]>> records = READERS.get("early").next();
        assertThat(records).extracting(record -> text(record, "ce_id")).containsExactly("early-2");
        assertThat(read(records.get(0)).get("id")).isEqualTo(2);
    }

    @Test
    void writesAvroByASchemaThatItRegisters() throws Exception {
        ConsumerRecord<byte[], byte[]> record = record("order", ORDER_DATA.formatted(42));

        assertThat(text(record, "content-type")).isEqualTo("application/avro");
        assertThat(text(record, "ce_type")).isEqualTo("order");
        assertThat(new JsonObject(registry.schema(id(record)))).isEqualTo(new JsonObject(ORDER));
        GenericRecord read = read(record);
        assertThat(read.get("id")).isEqualTo(42);
        assertThat(read.get("total")).isEqualTo(ByteBuffer.wrap(new byte[] {0x04, (byte) 0xe2}));
        assertThat(read.get("coupon")).isNull();
    }

    @Test
    void redactsBeforeItWrites() throws Exception {
        ConsumerRecord<byte[], byte[]> record = record("order", ORDER_DATA.formatted(43));

        assertThat(read(record).get("email")).hasToString("***");
        assertThat(new String(record.value(), UTF_8)).doesNotContain("ann");
    }

    @Test
    void writesKeysThatAreNumbers() throws Exception {
        ConsumerRecord<byte[], byte[]> record = record("order", ORDER_DATA.formatted(-7));

        try (IntegerDeserializer reader = new IntegerDeserializer()) {
            assertThat(reader.deserialize(record.topic(), record.key())).isEqualTo(-7);
        }
    }

    @Test
    void writesByASchemaThatRefersToAnother() throws Exception {
        ConsumerRecord<byte[], byte[]> record = record("shipment", "{\"to\":\"FR\"}");

        assertThat(id(record)).isEqualTo(shipmentId);
        assertThat(read(record, COUNTRY).get("to")).hasToString("FR");
    }

    @Test
    void framesDataThatIsAvroAlready() throws Exception {
        byte[] written = {42};
        ConsumerRecord<byte[], byte[]> record =
                record("ticks", event("tick", UUID.randomUUID().toString(), "avro/binary"), written);

        assertThat(behindId(record)).isEqualTo(written);
        assertThat(text(record, "content-type")).isEqualTo("application/avro");
    }

    @Test
    void writesProtobufWithTheIndexesOfTheMessage() throws Exception {
        ConsumerRecord<byte[], byte[]> record = record(
                "payment",
                "{\"account\":5,\"currency\":\"EUR\",\"cents\":\"1250\",\"paidAt\":\"2026-01-01T00:00:00Z\"}");

        assertThat(text(record, "content-type")).isEqualTo("application/protobuf");
        assertThat(registry.schema(id(record))).contains("message Refund", "message Payment");
        byte[] indexesAndMessage = behindId(record);
        assertThat(indexesAndMessage).startsWith(2, 2);
        Descriptor payment = payment();
        DynamicMessage read =
                DynamicMessage.parseFrom(payment, Arrays.copyOfRange(indexesAndMessage, 2, indexesAndMessage.length));
        assertThat(read.getUnknownFields().asMap()).isEmpty();
        assertThat(read.getField(payment.findFieldByName("account"))).isEqualTo(5);
        assertThat(read.getField(payment.findFieldByName("currency"))).isEqualTo("EUR");
        assertThat(read.getField(payment.findFieldByName("cents"))).isEqualTo(1250L);
        assertThat(((DynamicMessage) read.getField(payment.findFieldByName("paid_at"))).toByteString())
                .isEqualTo(Timestamp.newBuilder()
                        .setSeconds(1_767_225_600L)
                        .build()
                        .toByteString());
    }

    /** What {@code protoc} makes of the file's second message. */
    private static Descriptor payment() throws Exception {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("payment.proto")
                .setPackage("acme")
                .setSyntax("proto3")
                .addDependency("google/protobuf/timestamp.proto")
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("Payment")
                        .addField(field("account", 1, FieldDescriptorProto.Type.TYPE_INT32))
                        .addField(field("currency", 2, FieldDescriptorProto.Type.TYPE_STRING))
                        .addField(field("cents", 3, FieldDescriptorProto.Type.TYPE_INT64))
                        .addField(field("paid_at", 4, FieldDescriptorProto.Type.TYPE_MESSAGE)
                                .setTypeName(".google.protobuf.Timestamp")))
                .build();
        return FileDescriptor.buildFrom(file, new FileDescriptor[] {TimestampProto.getDescriptor()})
                .findMessageTypeByName("Payment");
    }

    private static FieldDescriptorProto.Builder field(String name, int number, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
    }

    @Test
    void writesJsonBehindTheIdOfItsSchema() throws Exception {
        ConsumerRecord<byte[], byte[]> record =
                record("customer", "{ \"name\": \"Ann\", \"email\": \"ann@example.com\" }");

        assertThat(id(record)).isEqualTo(customerId);
        assertThat(text(record, "content-type")).isEqualTo("application/json");
        assertThat(new JsonObject(registry.schema(id(record)))).isEqualTo(new JsonObject(CUSTOMER));
        assertThat(new JsonObject(new String(behindId(record), UTF_8))).isEqualTo(new JsonObject().put("name", "Ann"));
    }

    /** The deserialiser is that of the registry's makers, as a consumer names it: by its class. */
    @Test
    void writesWhatTheDeserialiserOfApicurioReads() throws Exception {
        String id = UUID.randomUUID().toString();
        Response response = post(sluice, event("order", id), ORDER_DATA.formatted(44));
        assertThat(response.status()).isEqualTo(202);

        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "auto.offset.reset",
                "earliest",
                "key.deserializer",
                IntegerDeserializer.class.getName(),
                "value.deserializer",
                "io.apicurio.registry.serde.avro.AvroKafkaDeserializer",
                "apicurio.registry.url",
                registry.ownUrl().toString(),
                "apicurio.registry.use-id",
                "contentId",
                "apicurio.registry.headers.enabled",
                "false");
        GenericRecord read = null;
        try (KafkaConsumer<Integer, GenericRecord> consumer = new KafkaConsumer<>(settings)) {
            List<TopicPartition> partitions = consumer.partitionsFor("orders").stream()
                    .map(partition -> new TopicPartition("orders", partition.partition()))
                    .toList();
            consumer.assign(partitions);
            long began = System.nanoTime();
            while (read == null && secondsSince(began) < LONGEST_WAIT_SECONDS) {
                for (ConsumerRecord<Integer, GenericRecord> record : consumer.poll(Duration.ofMillis(200))) {
                    read = record.key() == 44 ? record.value() : read;
                }
            }
        }
        assertThat(read).isNotNull();
        assertThat(read.getSchema().getFullName()).isEqualTo("acme.Order");
        assertThat(read.get("id")).isEqualTo(44);
        assertThat(read.get("email")).hasToString("***");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            order    | {"id":1,"email":"hunter2","total":"hunter2"} | /total must be a decimal
            order    | {"id":2,"email":"a","total":1,"hunter2":1}   | /* is not a field of acme.Order
            order    | {"id":3,"total":1}                           | /email
            payment  | {"account":1,"cents":"hunter2"}              | /cents must be an integer
            payment  | {"account":1,"hunter2":1}                    | /* is not a field of acme.Payment
            customer | {"name":["hunter2"]}                         | at /name: type
            customer | {"name":"Ann","hunter2":1}                   | additionalProperties
            shipment | {"to":"hunter2"}                             | /to
            tick     | {"id":1.5}                                   | /id
            tick     | {"id":1,"id":2}                              | /id
            """)
    void refusesDataThatDoesNotFitByPlaceAndRule(String type, String data, String rule) throws Exception {
        READERS.get(type + "s").skip();

        Response response = post(sluice, event(type, UUID.randomUUID().toString()), data);

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body())
                .contains("INVALID_DATA", "\"attribute\":\"data\"", "route " + type + "s: data:", rule)
                .doesNotContain(SECRET);
        assertThat(READERS.get(type + "s").next()).isEmpty();
    }

    @Test
    void answersForASubjectThatTheRegistryLacks() throws Exception {
        Response response = postUntil(answer -> answer.body().contains("does not have it"), sluice, "lost", "\"x\"");

        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body())
                .contains(
                        "UNAVAILABLE", "the schema of subject lost-value is not known: the registry does not have it");
        assertThat(response.header("retry-after")).isNotNull();
        assertThat(readyWith("\"schemas-not-known\": 1", sluice).status()).isEqualTo(200);
    }

    @Test
    void followsASchemaThatEvolvesUnderLoadWithoutALoss() throws Exception {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        KafkaTopic topic = READERS.get("ticks");
        topic.skip();
        TickLoad load = TickLoad.start(sluice.port(), 3);
        awaitRecords(records, topic, tickId, 100);
        int evolvedId = registry.register("ticks-value", "AVRO", EVOLVED_TICK);
        assertThat(evolvedId).isNotEqualTo(tickId);
        awaitRecords(records, topic, evolvedId, 100);
        Map<String, Integer> statuses = load.stop();
        records.addAll(topic.next());

        assertThat(statuses.values()).containsOnly(202);
        assertThat(records)
                .extracting(record -> text(record, "ce_id"))
                .containsExactlyInAnyOrderElementsOf(statuses.keySet());
        Map<Integer, Schema> schemas = Map.of(
                tickId, new Schema.Parser().parse(registry.schema(tickId)),
                evolvedId, new Schema.Parser().parse(registry.schema(evolvedId)));
        Set<String> evolved = new HashSet<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            String sender = text(record, "ce_subject");
            int id = id(record);
            GenericRecord read = read(record, schemas.get(id));
            assertThat(TickLoad.id(sender, (long) read.get("id"))).isEqualTo(text(record, "ce_id"));
            if (id == evolvedId) {
                evolved.add(sender);
                assertThat(read.get("note")).hasToString("none");
            } else {
                assertThat(evolved)
                        .as("senders whose events follow the new version")
                        .doesNotContain(sender);
            }
        }
        tickId = evolvedId;
    }

    private static void awaitRecords(
            List<ConsumerRecord<byte[], byte[]>> records, KafkaTopic topic, int schemaId, int number) {
        long began = System.nanoTime();
        while (records.stream().filter(record -> id(record) == schemaId).count() < number) {
            assertThat(secondsSince(began)).isLessThan(LONGEST_WAIT_SECONDS);
            records.addAll(topic.next());
        }
    }

    @Test
    @Order(KILLED)
    void goesOnWithoutTheRegistryWhereItKnowsTheSchema() throws Exception {
        Schema order = new Schema.Parser().parse(registry.schema(id(record("order", ORDER_DATA.formatted(50)))));
        Schema tick = new Schema.Parser().parse(registry.schema(tickId));

        registry.close();

        Response response = postUntil(answer -> answer.body().contains("does not answer"), sluice, "lost", "\"x\"");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.body())
                .contains("the schema of subject lost-value is not known: the registry does not answer as it should")
                .doesNotContain("127.0.0.1");
        assertThat(readyWith("\"schemas-not-known\": 1", sluice).status()).isEqualTo(200);
        assertThat(ready(early).status()).as("stays ready").isEqualTo(200);

        assertThat(read(record("order", ORDER_DATA.formatted(51)), order).get("id"))
                .isEqualTo(51);
        ConsumerRecord<byte[], byte[]> latest = record("tick", "{\"id\":52}");
        assertThat(id(latest)).isEqualTo(tickId);
        assertThat(read(latest, tick).get("id")).isEqualTo(52L);
        assertThat(id(record("customer", "{\"name\":\"Ann\"}"))).isEqualTo(customerId);
        assertThat(post(sluice, event("order", "bad"), "{}").status()).isEqualTo(400);
    }

    @Test
    @Order(BACK)
    void healsOnceTheRegistryIsBack() throws Exception {
        registry.start();
        int id = registry.register("lost-value", "AVRO", ANY);

        assertThat(postUntil(answer -> answer.status() == 202, sluice, "lost", "\"found\"")
                        .status())
                .isEqualTo(202);
        assertThat(readyWith("\"schemas-not-known\": 0", sluice).status()).isEqualTo(200);
        List<ConsumerRecord<byte[], byte[]>> records = READERS.get("lost").next();
        assertThat(records).hasSize(1);
        assertThat(id(records.get(0))).isEqualTo(id);
        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(behindId(records.get(0)), null);
        assertThat(decoder.readString()).isEqualTo("found");
        assertThat(decoder.isEnd()).isTrue();
        assertThat(id(record("tick", "{\"id\":53}"))).isEqualTo(tickId);
    }

    @Test
    @Order(ENDED)
    void logsNoDataAndNoStackTrace() throws Exception {
        for (PackagedSluice each : List.of(early, sluice)) {
            each.terminate();
            assertThat(each.exitCode()).isZero();
            assertThat(String.join("\n", each.output())).doesNotContain("\tat ", SECRET, "ann@example.com");
        }
    }
}
