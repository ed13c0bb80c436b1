package dev.sluice.bench;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The floor: the same records from a loop around Kafka's own producer with its own defaults, with a callback for
 * each.
 *
 * <p>Arguments: bootstrap servers, events to warm up with, events to measure. Prints the CPU microseconds an event.
 */
final class PlainProducer {

    private PlainProducer() {}

    public static void main(String[] arguments) {
        Map<String, Object> settings =
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0], ProducerConfig.ACKS_CONFIG, "all");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            send(producer, Long.parseLong(arguments[1]));
            long events = Long.parseLong(arguments[2]);
            Duration before = cpu();
            send(producer, events);
            System.out.println(Child.READY + cpu().minus(before).toNanos() / 1000.0 / events);
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, long events) {
        AtomicLong acknowledged = new AtomicLong();
        for (long i = 0; i < events; i++) {
            producer.send(Workload.record(i), (metadata, failure) -> {
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

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
    }
}
