package dev.sluice.bench;

import dev.sluice.broker.KafkaTopic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The broker that everything is sent to, in a process of its own. Used by one thread. */
final class Broker implements AutoCloseable {

    private final Child process;
    private final String bootstrapServers;
    private final Set<String> topics = new HashSet<>();

    /** Starts it; its log of collections goes to {@code folder}. */
    Broker(Path folder) throws IOException, InterruptedException {
        process = Child.ofClass(folder, BrokerProcess.class, List.of());
        bootstrapServers = process.await(Child.READY);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /**
     * Creates those of the topics that are not there; they have leaders long before a process that uses them starts.
     */
    void create(List<String> names) {
        List<NewTopic> missing = names.stream()
                .filter(topics::add)
                .map(name -> new NewTopic(name, Workload.PARTITIONS, (short) 1))
                .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            KafkaTopic.await(admin.createTopics(missing).all());
        }
    }

    /** How many records it has stored in these topics since the start. */
    long stored(List<String> names) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = names.stream()
                    .flatMap(name -> consumer.partitionsFor(name).stream())
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
