package dev.sluice.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a test sees of a topic: every record in it, its settings, its producers. Used by one thread. */
public final class KafkaTopic implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * A fetch that finds nothing stays at the broker for half a second by default, and so would every test whose
     * predecessor has read all there was.
     */
    private static final int PATIENCE_MILLIS = 10;

    /** A round trip each: some seconds. */
    private static final int ATTEMPTS = 2000;

    private final String name;
    private final Map<String, Object> settings;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    /** Reads the topic from its beginning. */
    public KafkaTopic(String bootstrapServers, String name) {
        this.name = name;
        this.settings = Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        Map<String, Object> ofConsumer = new HashMap<>(settings);
        ofConsumer.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, PATIENCE_MILLIS);
        this.consumer = new KafkaConsumer<>(ofConsumer, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.partitions = consumer.partitionsFor(name).stream()
                .map(partition -> new TopicPartition(name, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /**
     * Creates a topic and waits until every broker that clients may ask knows it, and each partition has a leader that
     * answers: a producer's first records for one that has not could overtake each other, and never be taken then.
     */
    public static void create(String bootstrapServers, String name, int partitions) {
        create(bootstrapServers, name, partitions, Map.of());
    }

    /** As {@link #create(String, String, int)}, with settings of the topic. */
    public static void create(String bootstrapServers, String name, int partitions, Map<String, String> settings) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            await(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings)))
                    .all());
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            for (int partition = 0; partition < partitions; partition++) {
                ends.put(new TopicPartition(name, partition), OffsetSpec.latest());
            }
            awaitLeaders(admin, ends);
        }
    }

    /** The client does not itself ask again where a broker has not heard of the topic yet. */
    private static void awaitLeaders(Admin admin, Map<TopicPartition, OffsetSpec> ends) {
        for (int attempt = 1; ; attempt++) {
            try {
                await(admin.listOffsets(ends).all());
                return;
            } catch (IllegalStateException e) {
                if (!(e.getCause() instanceof RetriableException) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** The names of all topics but the broker's own. */
    public static Set<String> names(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            return await(admin.listTopics().names());
        }
    }

    /** How many partitions the topic has. */
    public int partitions() {
        return partitions.size();
    }

    /** Passes over all that is stored so far, however much that is. */
    public void skip() {
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** The records that have come since the last call: all that were stored before this one. */
    public List<ConsumerRecord<byte[], byte[]>> next() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            consumer.poll(POLL).forEach(records::add);
        }
        return records;
    }

    /** Changes a setting of the topic. */
    public void set(String setting, String value) {
        alter(new AlterConfigOp(new ConfigEntry(setting, value), OpType.SET));
    }

    /** Gives a setting its default again. */
    public void unset(String setting) {
        alter(new AlterConfigOp(new ConfigEntry(setting, null), OpType.DELETE));
    }

    /** The producers that the brokers keep sequence numbers for: only idempotent ones are there. */
    public List<ProducerState> idempotentProducers() {
        try (Admin admin = Admin.create(settings)) {
            return await(admin.describeProducers(partitions).all()).values().stream()
                    .flatMap(states -> states.activeProducers().stream())
                    .toList();
        }
    }

    /**
     * How the batches in the broker's log are compressed, one name for each batch; empty where the log is not on this
     * machine, as with a broker in a container.
     */
    public List<String> codecs() {
        List<String> codecs = new ArrayList<>();
        try (Admin admin = Admin.create(settings)) {
            int broker =
                    await(admin.describeCluster().nodes()).iterator().next().id();
            for (String folder : await(admin.describeLogDirs(List.of(broker)).allDescriptions())
                    .get(broker)
                    .keySet()) {
                for (TopicPartition partition : partitions) {
                    readCodecs(Path.of(folder, partition.toString()), codecs);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return codecs;
    }

    private static void readCodecs(Path log, List<String> codecs) throws IOException {
        if (!Files.isDirectory(log)) {
            return;
        }
        try (DirectoryStream<Path> segments = Files.newDirectoryStream(log, "*.log")) {
            for (Path segment : segments) {
                try (FileRecords records = FileRecords.open(segment.toFile(), false)) {
                    records.batches().forEach(batch -> codecs.add(batch.compressionType().name));
                }
            }
        }
    }

    private void alter(AlterConfigOp change) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
        try (Admin admin = Admin.create(settings)) {
            await(admin.incrementalAlterConfigs(Map.of(topic, List.of(change))).all());
        }
    }

    /** What Kafka answers, once it has; its refusal is the cause of what is thrown. */
    public static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
