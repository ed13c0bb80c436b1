package dev.sluice.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.PackagedSluice;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Brokers that stand still for longer than records may take, again and again, so that batches expire while their request is
 * under way: what is stored has to be what was sent, in the topic that it was sent to. Kafka's client before 4.1.2 gave the
 * memory of such a batch to another one too early (CVE-2026-35554).
 */
@Tag("chaos")
class ExpiredBatchesIT {

    private static final int TOPICS = 8;
    private static final int SENDERS = 48;
    private static final int PAUSES = 12;
    /** Longer than delivery.timeout.ms, nine tenths of the deadline. */
    private static final long PAUSE_NANOS = 2_500_000_000L;

    private static final String DEADLINE = "2s";

    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean stopped;

    @Test
    void leaveEveryRecordInItsTopicWithItsKeyAndItsValue() throws Exception {
        List<String> topics =
                IntStream.range(0, TOPICS).mapToObj(i -> "expired." + i).toList();
        try (KafkaCluster cluster = KafkaCluster.start()) {
            for (String topic : topics) {
                cluster.createTopic(topic, 3);
                cluster.awaitInSync(topic);
            }
            try (PackagedSluice sluice = sluice(cluster, topics)) {
                load(sluice.port(), topics, cluster);
            }
            for (String topic : topics) {
                cluster.awaitInSync(topic);
            }
            int stored = 0;
            for (String topic : topics) {
                stored += check(cluster, topic);
            }
            System.out.printf(
                    "expired batches: %d events sent, %s, %d stored%n", sent.get(), new TreeMap<>(statuses), stored);
            assertThat(statuses).containsKeys(202, 504);
            assertThat(stored).isGreaterThanOrEqualTo(statuses.get(202));
        }
    }

    private void load(int port, List<String> topics, KafkaCluster cluster) throws Exception {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int sender = i;
            Thread thread = new Thread(() -> send(port, topics, sender), "sender-" + sender);
            thread.start();
            senders.add(thread);
        }
        try {
            for (int pause = 0; pause < PAUSES; pause++) {
                int node = pause % KafkaCluster.NODES;
                cluster.freeze(node);
                rest(PAUSE_NANOS);
                cluster.thaw(node);
                rest(PAUSE_NANOS / 2);
            }
        } finally {
            stopped = true;
            for (Thread sender : senders) {
                sender.join();
            }
        }
    }

    private static void rest(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /** Bodies of many sizes, each of which says all over where it belongs. */
    private void send(int port, List<String> topics, int sender) {
        for (int number = 0; !stopped; number++) {
            try (RawHttp connection = new RawHttp(port)) {
                for (; !stopped; number++) {
                    String topic = topics.get((sender + number) % topics.size());
                    String key = "key-" + sender;
                    List<Map.Entry<String, String>> headers = Events.binary(sender + "-" + number, "ce-subject", key);
                    headers.add(Map.entry("ce-shard", topic.substring(topic.lastIndexOf('.') + 1)));
                    headers.set(0, Map.entry("Content-Type", "text/plain"));
                    connection.sendPost("/", headers, body(topic, key, 1 + (sender * 31 + number * 17) % 150));
                    statuses.merge(connection.read().status(), 1, Integer::sum);
                    sent.incrementAndGet();
                }
            } catch (IOException e) {
                statuses.merge(0, 1, Integer::sum);
            }
        }
    }

    private static byte[] body(String topic, String key, int times) {
        return ("<" + topic + "|" + key + ">").repeat(times).getBytes(UTF_8);
    }

    private static int check(KafkaCluster cluster, String topic) {
        try (KafkaTopic log = new KafkaTopic(cluster.bootstrapServers(), topic)) {
            List<ConsumerRecord<byte[], byte[]>> records = log.next();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                String key = new String(record.key(), UTF_8);
                String value = new String(record.value(), UTF_8);
                String unit = "<" + topic + "|" + key + ">";
                assertThat(value.replace(unit, ""))
                        .as("%s, offset %d of partition %d", topic, record.offset(), record.partition())
                        .isEmpty();
            }
            return records.size();
        }
    }

    private static PackagedSluice sluice(KafkaCluster cluster, List<String> topics) throws IOException {
        return PackagedSluice.start(
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", cluster.bootstrapServers(),
                        "SLUICE_TOPIC", "expired.{shard}",
                        "SLUICE_TOPICS_ALLOWED", topics.stream().collect(Collectors.joining(",")),
                        "SLUICE_ACK_DEADLINE", DEADLINE,
                        "PORT", Integer.toString(PackagedSluice.freePort())),
                "-Xmx128m");
    }
}
