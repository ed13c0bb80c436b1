package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import dev.sluice.http.UnderTest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From an HTTP request to a record in a real broker. */
@QuarkusTest
@QuarkusTestResource(value = SharedKafka.class, restrictToAnnotatedClass = true)
public class PublishTest {

    private static final byte[] DATA = "{ \"total\": 12.50, \"n\": 12345678901234567890.123456789 }".getBytes(UTF_8);

    private final int port = UnderTest.port();

    private final String bootstrapServers = UnderTest.setting("kafka.bootstrap.servers");

    private final String topicName = UnderTest.setting("sluice.topic");

    private KafkaTopic topic;

    @BeforeEach
    void open() {
        topic = new KafkaTopic(bootstrapServers, topicName);
        topic.next();
    }

    @AfterEach
    void close() {
        topic.close();
    }

    @Test
    void storesABinaryEventAsARecordWithHeadersKeyAndTheBytesSent() throws IOException {
        List<Map.Entry<String, String>> headers = Events.binary("A-1", "ce-subject", "Euro%20%E2%82%AC");
        headers.add(Map.entry("CE-MyExt", "true"));
        assertThat(RawHttp.post(port, headers, DATA).status()).isEqualTo(202);
        ConsumerRecord<byte[], byte[]> record = onlyRecord();
        assertThat(headersOf(record))
                .containsExactly(
                        "ce_specversion=1.0",
                        "ce_id=A-1",
                        "ce_source=/shop",
                        "ce_type=com.example.order.placed",
                        "content-type=application/json",
                        "ce_subject=Euro \u20ac",
                        "ce_myext=true");
        assertThat(record.key()).asString(UTF_8).isEqualTo("Euro \u20ac");
        assertThat(record.value()).isEqualTo(DATA);
    }

    @Test
    void storesAStructuredEventAsTheSameRecord() throws IOException {
        String json = Events.json("A-2", ",\"partitionkey\":\"k\",\"sequence\":\"007\",\"n\":5,\"data\":")
                .replace("\"data\":}", "\"data\":" + new String(DATA, UTF_8) + "}");
        assertThat(RawHttp.post(port, Events.structured(), json.getBytes(UTF_8)).status())
                .isEqualTo(202);
        ConsumerRecord<byte[], byte[]> record = onlyRecord();
        assertThat(headersOf(record))
                .containsExactly(
                        "ce_specversion=1.0",
                        "ce_id=A-2",
                        "ce_source=/shop",
                        "ce_type=t",
                        "content-type=application/json",
                        "ce_partitionkey=k",
                        "ce_sequence=007",
                        "ce_n=5");
        assertThat(record.key()).asString(UTF_8).isEqualTo("k");
        assertThat(record.value()).isEqualTo(DATA);
    }

    /** Beside those that every Java has, which are all that a native executable has unless it is told. */
    @ParameterizedTest
    @CsvSource({
        "windows-1252, \u20ac",
        "iso-8859-15, \u20ac",
        "utf-32, \u20ac",
        "koi8-r, \u0416",
        "shift_jis, \u3042",
        "gbk, \u4e2d"
    })
    void storesTextInTheCharsetThatItsContentTypeNames(String charset, String text) throws IOException {
        String data = ",\"datacontenttype\":\"text/plain; charset=" + charset + "\",\"data\":\"" + text + "\"";
        byte[] body = Events.json("A-5", data).getBytes(UTF_8);
        assertThat(RawHttp.post(port, Events.structured(), body).status()).isEqualTo(202);
        assertThat(onlyRecord().value()).isEqualTo(text.getBytes(charset));
    }

    @Test
    void storesNoValueForAnEventWithoutData() throws IOException {
        RawHttp.post(port, Events.binary("A-3"), new byte[0]);
        assertThat(onlyRecord().value()).isNull();
    }

    @Test
    void choosesThePartitionThatEveryJavaProducerChoosesForTheKey() throws IOException {
        for (int i = 0; i < 50; i++) {
            RawHttp.post(port, Events.binary("P-" + i, "ce-subject", "order-" + i), DATA);
        }
        List<ConsumerRecord<byte[], byte[]>> records = topic.next();
        assertThat(records).hasSize(50);
        assertThat(records)
                .allSatisfy(record -> assertThat(record.partition())
                        .isEqualTo(BuiltInPartitioner.partitionForKey(record.key(), topic.partitions())));
        assertThat(records.stream().map(ConsumerRecord::partition).distinct()).hasSizeGreaterThan(5);
    }

    @Test
    void keepsTheOrderOfEventsOfOneKeySentOneAfterTheOther() throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            for (int i = 0; i < 100; i++) {
                sender.sendPost("/", Events.binary("O-" + i, "ce-subject", "order-42"), DATA);
                assertThat(sender.read().status()).isEqualTo(202);
            }
        }
        assertThat(topic.next().stream().map(record -> header(record, "ce_id")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).mapToObj(i -> "O-" + i).toList());
    }

    @Test
    void storesARecordForEveryOneOfManyConcurrentSenders() throws IOException {
        List<RawHttp> senders = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            RawHttp sender = new RawHttp(port);
            sender.sendPost("/", Events.binary("C-" + i), DATA);
            senders.add(sender);
        }
        for (RawHttp sender : senders) {
            assertThat(sender.read().status()).isEqualTo(202);
            sender.close();
        }
        assertThat(topic.next().stream().map(record -> header(record, "ce_id")).distinct())
                .hasSize(200);
    }

    /** The broker keeps sequence numbers for idempotent producers only, and the client is one with acks=all only. */
    @Test
    void sendsAsAnIdempotentProducerAndSoWithAcksAll() throws IOException {
        RawHttp.post(port, Events.binary("I-1"), DATA);
        assertThat(topic.idempotentProducers()).isNotEmpty();
    }

    @Test
    void storesABatchInItsOrder() throws IOException {
        String batch = IntStream.range(0, 500)
                .mapToObj(i -> Events.json("B-" + i, ",\"subject\":\"order-" + i % 3 + "\",\"data\":" + i))
                .collect(Collectors.joining(",", "[", "]"));
        List<Map.Entry<String, String>> headers =
                List.of(Map.entry("Content-Type", "application/cloudevents-batch+json"));
        assertThat(RawHttp.post(port, headers, batch.getBytes(UTF_8)).status()).isEqualTo(202);
        List<ConsumerRecord<byte[], byte[]>> records = topic.next();
        assertThat(records).hasSize(500);
        for (int key = 0; key < 3; key++) {
            String wanted = "order-" + key;
            List<Integer> numbers = records.stream()
                    .filter(record -> wanted.equals(new String(record.key(), UTF_8)))
                    .map(record -> Integer.valueOf(new String(record.value(), UTF_8)))
                    .toList();
            assertThat(numbers).isNotEmpty().isSorted();
        }
    }

    @Test
    void answers413ToARecordThatTheBrokerFindsTooLarge() throws IOException {
        topic.set("max.message.bytes", "20000");
        try {
            Response response = RawHttp.post(port, Events.binary("L-1"), new byte[40_000]);
            assertThat(response.status()).as(response.body()).isEqualTo(413);
            assertThat(topic.next()).isEmpty();
        } finally {
            topic.unset("max.message.bytes");
        }
    }

    @Test
    void storesAnEventThatComesTwiceTwice() throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThat(RawHttp.post(port, Events.binary("D-1"), DATA).status()).isEqualTo(202);
        }
        assertThat(topic.next()).hasSize(2);
    }

    private ConsumerRecord<byte[], byte[]> onlyRecord() {
        List<ConsumerRecord<byte[], byte[]>> records = topic.next();
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    private static List<String> headersOf(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.stream(record.headers().toArray())
                .map(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }
}
