package dev.sluice.broker;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A real broker for tests, one for all classes of a run, and a topic of its own for each class.
 *
 * <p>{@code -Dkafka.broker=embedded} runs Apache Kafka in this process, {@code container} in a container; {@code auto},
 * the default, takes the container where an engine answers.
 */
public final class SharedKafka implements QuarkusTestResourceLifecycleManager {

    private static final String IMAGE = "apache/kafka-native:4.1.2";
    private static final int PARTITIONS = 12;

    /** Test resources may be loaded by several class loaders: the address travels as a system property. */
    private static final String ADDRESS = "test.kafka.address";

    /** As an init argument: the topic is named but not created. */
    public static final String WITHOUT_TOPIC = "without-topic";

    /** As an init argument: these topics, with commas between them, are created, and sluice.topic is not set. */
    public static final String TOPICS = "topics";

    private boolean createTopic = true;
    private @Nullable String topics;

    @Override
    public void init(Map<String, String> arguments) {
        createTopic = !arguments.containsKey(WITHOUT_TOPIC);
        topics = arguments.get(TOPICS);
    }

    @Override
    public Map<String, String> start() {
        String bootstrapServers = bootstrapServers();
        if (topics != null) {
            for (String topic : topics.split(",")) {
                KafkaTopic.create(bootstrapServers, topic, PARTITIONS);
            }
            return Map.of("kafka.bootstrap.servers", bootstrapServers);
        }
        String topic = "events-" + UUID.randomUUID();
        if (createTopic) {
            KafkaTopic.create(bootstrapServers, topic, PARTITIONS);
        }
        return Map.of("kafka.bootstrap.servers", bootstrapServers, "sluice.topic", topic);
    }

    @Override
    public void stop() {
        // the broker serves the next class too, and ends with the process
    }

    private static synchronized String bootstrapServers() {
        String address = System.getProperty(ADDRESS);
        if (address == null) {
            address = useContainer() ? startContainer() : startEmbedded();
            System.setProperty(ADDRESS, address);
        }
        return address;
    }

    private static boolean useContainer() {
        String broker = System.getProperty("kafka.broker", "auto");
        return switch (broker) {
            case "container" -> true;
            case "embedded" -> false;
            case "auto" -> DockerClientFactory.instance().isDockerAvailable();
            default ->
                throw new IllegalArgumentException(
                        "-Dkafka.broker=" + broker + " is not known: write auto, embedded or container");
        };
    }

    private static String startContainer() {
        KafkaContainer container = new KafkaContainer(IMAGE).withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        container.start();
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop));
        return container.getBootstrapServers();
    }

    private static String startEmbedded() {
        EmbeddedKafka broker = EmbeddedKafka.start(0, Map.of());
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        return broker.bootstrapServers();
    }
}
