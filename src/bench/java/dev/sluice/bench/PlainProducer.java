package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The floor of Kafka: the same records from a loop around Kafka's own producer with its own defaults, with a callback
 * for each.
 *
 * <p>One thread sends as fast as the producer takes them, so that the batches are full, which is the cheapest way there
 * is; all records share one array as their value. Arguments: bootstrap servers, workload. For each line that it reads,
 * the number of the first record and how many there are, it sends those and prints the seconds it took.
 */
final class PlainProducer {

    private PlainProducer() {}

    public static void main(String[] arguments) throws IOException {
        Child.silence();
        Map<String, Object> settings =
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0], ProducerConfig.ACKS_CONFIG, "all");
        Workload workload = Workload.parse(List.of(arguments).subList(1, arguments.length));
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                String[] range = line.split(" ");
                long start = System.nanoTime();
                send(producer, workload, Long.parseLong(range[0]), Long.parseLong(range[1]));
                System.out.println(Child.READY + (System.nanoTime() - start) / 1e9);
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, Workload workload, long first, long events) {
        byte[] data = workload.data().getBytes(StandardCharsets.UTF_8);
        AtomicLong acknowledged = new AtomicLong();
        for (long i = first; i < first + events; i++) {
            producer.send(workload.record(i, data), (metadata, failure) -> {
                if (failure == null) {
                    acknowledged.incrementAndGet();
                }
            });
        }
        producer.flush();
        if (acknowledged.get() != events) {
            throw new IllegalStateException(acknowledged + " of " + events + " records were acknowledged");
        }
    }
}
