package dev.sluice.chaos;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One node of a cluster, broker and controller, as a process of its own. Ends in order when its standard input ends, as
 * it also does when the test dies.
 */
public final class BrokerNode {

    static final String STARTED = "the node has started";

    private BrokerNode() {}

    /** Arguments: the node's server.properties, and the id of the cluster. */
    public static void main(String[] arguments) throws Exception {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[0]))) {
            properties.load(reader);
        }
        String data = properties.getProperty("log.dirs");
        if (!Files.exists(Path.of(data, "meta.properties"))) {
            new Formatter()
                    .setClusterId(arguments[1])
                    .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
                    .setControllerListenerName("CONTROLLER")
                    .setDirectories(List.of(data))
                    .setMetadataLogDirectory(data)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                    .run();
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
        server.startup();
        System.out.println(STARTED);
        while (System.in.read() >= 0) {
            // only the end counts
        }
        server.shutdown();
        server.awaitShutdown();
        System.exit(0);
    }
}
