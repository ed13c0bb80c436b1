package dev.sluice.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A real Apache Kafka broker in this process: one node that is broker and controller, on 127.0.0.1, with its data in a
 * temporary folder that goes when it is closed.
 *
 * <p>Takes some seconds of CPU to start and about 250 MiB. Start and close it from one thread.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final int NODE = 1;

    private final int port;
    private final int controllerPort;
    private final Map<String, String> overrides;
    private final Path data;
    private KafkaRaftServer server;

    private EmbeddedKafka(int port, Map<String, String> overrides) throws IOException {
        this.port = port;
        this.controllerPort = freePort();
        this.overrides = overrides;
        this.data = Files.createTempDirectory("sluice-kafka-");
    }

    /** Starts a broker on {@code port}, or on a free one for 0; {@code overrides} are broker settings. */
    public static EmbeddedKafka start(int port, Map<String, String> overrides) {
        try {
            EmbeddedKafka broker = new EmbeddedKafka(port == 0 ? freePort() : port, overrides);
            broker.format();
            broker.resume();
            return broker;
        } catch (Exception e) {
            throw new IllegalStateException("the embedded Kafka broker did not start", e);
        }
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** What clients connect to: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Stops the broker as an operator would; its data stays for {@link #resume()}. */
    public void stop() {
        server.shutdown();
        server.awaitShutdown();
    }

    /** Starts the broker on the data and the port that it had. */
    public void resume() {
        server = new KafkaRaftServer(new KafkaConfig(settings(), false), Time.SYSTEM);
        server.startup();
    }

    @Override
    public void close() {
        stop();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's data was not deleted: " + data, e);
        }
    }

    private void format() throws Exception {
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(NODE)
                .setControllerListenerName("CONTROLLER")
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setPrintStream(new java.io.PrintStream(java.io.OutputStream.nullOutputStream()))
                .run();
    }

    private Properties settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE));
        settings.put("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("log.dirs", data.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.putAll(overrides);
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
