package dev.sluice.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaProxy;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.packaged.PackagedSluice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One of three nodes is behind a network that takes records more slowly than they come, so that batches expire while
 * their request is being written: what is stored has to be what was sent, in the topic that it was sent to.
 *
 * <p>Kafka's client before 4.1.2 gave the memory of such a batch to the next one at once (CVE-2026-35554), and wrote
 * the rest of the request out of that. Its record is stored in the topic of the first, where it has the same length and
 * the sequence number that is due there; so all events have one length here, and many partitions begin to count anew.
 */
@Tag("chaos")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ExpiredBatchesIT {

    private static final int TOPICS = 8;
    private static final int PARTITIONS = 24;
    private static final int SENDERS = 200;
    private static final int BODY_BYTES = 5000;
    private static final int SPELLS = 8;
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(6);
    private static final long FAST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int SLOW_BYTES_PER_SECOND = 250_000;

    private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    @Test
    void leaveEveryRecordInItsTopicWithItsKeyAndItsValue() throws Exception {
        List<String> topics =
                IntStream.range(0, TOPICS).mapToObj(i -> "expired." + i).toList();
        try (KafkaProxy proxy = KafkaProxy.open();
                KafkaCluster cluster = KafkaCluster.start(proxy)) {
            for (String topic : topics) {
                cluster.createTopic(topic, PARTITIONS);
                cluster.awaitInSync(topic);
            }
            try (PackagedSluice sluice = sluice(cluster, topics)) {
                load(sluice.port(), proxy, topics);
            }
            for (String topic : topics) {
                cluster.awaitInSync(topic);
            }
            int stored = 0;
            List<String> misplaced = new ArrayList<>();
            for (String topic : topics) {
                stored += check(cluster, topic, misplaced);
            }
            System.out.printf(
                    "expired batches: %s, %d stored, %d of them not what was sent%n",
                    new TreeMap<>(statuses), stored, misplaced.size());
            assertThat(misplaced).isEmpty();
            assertThat(statuses).containsKeys(202, 504).doesNotContainKey(NumberedLoad.UNANSWERED);
            assertThat(stored).isGreaterThanOrEqualTo(statuses.get(202));
        }
    }

    private void load(int port, KafkaProxy proxy, List<String> topics) throws InterruptedException {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            int sender = i;
            Thread thread = new Thread(() -> send(port, topics, sender), "sender-" + sender);
            thread.start();
            senders.add(thread);
        }
        try {
            for (int spell = 0; spell < SPELLS; spell++) {
                proxy.slowDown(SLOW_BYTES_PER_SECOND + spell * SLOW_BYTES_PER_SECOND / 8);
                rest(SLOW_NANOS);
                proxy.speedUp();
                rest(FAST_NANOS);
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

    private void send(int port, List<String> topics, int sender) {
        for (int number = 0; !stopped; number++) {
            try (RawHttp connection = new RawHttp(port)) {
                for (; !stopped; number++) {
                    String topic = topics.get((sender + number) % topics.size());
                    String key = "key-%03d".formatted(sender);
                    String id = "%03d-%06d".formatted(sender, number);
                    List<Map.Entry<String, String>> headers = Events.binary(id, "ce-subject", key);
                    headers.add(Map.entry("ce-shard", topic.substring(topic.lastIndexOf('.') + 1)));
                    headers.set(0, Map.entry("Content-Type", "text/plain"));
                    connection.sendPost("/", headers, body(topic, key, id).getBytes(UTF_8));
                    statuses.merge(connection.read().status(), 1, Integer::sum);
                }
            } catch (IOException e) {
                statuses.merge(NumberedLoad.UNANSWERED, 1, Integer::sum);
            }
        }
    }

    /** Says all over where it belongs. */
    private static String body(String topic, String key, String id) {
        String unit = "<" + topic + "|" + key + "|" + id + ">";
        return unit.repeat(BODY_BYTES / unit.length());
    }

    private static int check(KafkaCluster cluster, String topic, List<String> misplaced) {
        try (KafkaTopic log = new KafkaTopic(cluster.bootstrapServers(), topic)) {
            List<ConsumerRecord<byte[], byte[]>> records = log.next();
            for (ConsumerRecord<byte[], byte[]> record : records) {
                String key = new String(record.key(), UTF_8);
                String id = new String(record.headers().lastHeader("ce_id").value(), UTF_8);
                String value = new String(record.value(), UTF_8);
                if (!value.equals(body(topic, key, id))) {
                    misplaced.add("in %s, %d@%d: key %s, id %s, value %s..."
                            .formatted(topic, record.partition(), record.offset(), key, id, value.substring(0, 30)));
                }
            }
            return records.size();
        }
    }

    private static PackagedSluice sluice(KafkaCluster cluster, List<String> topics) throws IOException {
        return PackagedSluice.start(
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        cluster.bootstrapServers(),
                        "SLUICE_TOPIC",
                        "expired.{shard}",
                        "SLUICE_TOPICS_ALLOWED",
                        String.join(",", topics),
                        "SLUICE_ACK_DEADLINE",
                        "4s",
                        "MP_MESSAGING_OUTGOING_RECORDS_SEND_BUFFER_BYTES",
                        "4096",
                        "PORT",
                        Integer.toString(PackagedSluice.freePort())),
                "-Xmx128m");
    }
}
