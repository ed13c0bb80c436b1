package dev.sluice.chaos;

import dev.sluice.broker.KafkaProxy;
import dev.sluice.broker.KafkaTopic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Three Kafka nodes, each a process that can be stopped, killed or frozen. Every topic has three replicas, two of which
 * must be in sync. Used by one thread.
 */
final class KafkaCluster implements AutoCloseable {

    static final int NODES = 3;

    private final Path data;
    private final String id = Uuid.randomUuid().toString();
    private final List<Integer> ports = new ArrayList<>();
    private final Process[] nodes = new Process[NODES];

    private KafkaCluster() throws IOException {
        data = Files.createTempDirectory("sluice-cluster-");
        List<ServerSocket> held = new ArrayList<>();
        for (int i = 0; i < 3 * NODES; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
    }

    /** Starts all nodes. */
    static KafkaCluster start() throws IOException, InterruptedException {
        return start(null);
    }

    /** Starts all nodes, the first of which clients, but not the other nodes, reach through a proxy. */
    static KafkaCluster start(@Nullable KafkaProxy beforeTheFirst) throws IOException, InterruptedException {
        KafkaCluster cluster = new KafkaCluster();
        for (int node = 0; node < NODES; node++) {
            String direct = "127.0.0.1:" + cluster.ports.get(node);
            cluster.writeSettings(node, node == 0 && beforeTheFirst != null ? beforeTheFirst.address() : direct);
        }
        if (beforeTheFirst != null) {
            beforeTheFirst.forwardTo(cluster.ports.get(0));
        }
        cluster.startNodes(List.of(0, 1, 2));
        return cluster;
    }

    /** What clients connect to: all nodes. */
    String bootstrapServers() {
        return IntStream.range(0, NODES)
                .mapToObj(node -> "127.0.0.1:" + ports.get(node))
                .collect(Collectors.joining(","));
    }

    /** Starts nodes that are not running, and waits until they serve. */
    void startNodes(Collection<Integer> wanted) throws IOException, InterruptedException {
        CountDownLatch started = new CountDownLatch(wanted.size());
        for (int node : wanted) {
            nodes[node] = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BrokerNode.class.getName(),
                            settings(node).toString(),
                            id)
                    .redirectErrorStream(true)
                    .start();
            follow(nodes[node], started);
        }
        started.await();
        for (int node : wanted) {
            if (!nodes[node].isAlive()) {
                throw new IllegalStateException("node " + node + " of the cluster did not start");
            }
        }
    }

    /** Has all nodes running, whatever an incident has left. */
    void repair() throws Exception {
        List<Integer> gone = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            if (nodes[node].isAlive()) {
                thaw(node);
            } else {
                gone.add(node);
            }
        }
        startNodes(gone);
    }

    /** Reads what a node prints, which would stop it otherwise, and shows what it complains about. */
    private static void follow(Process node, CountDownLatch started) {
        Thread reader = new Thread(() -> {
            node.inputReader(StandardCharsets.UTF_8).lines().forEach(line -> {
                if (line.contains(BrokerNode.STARTED)) {
                    started.countDown();
                } else if (line.contains("Exception in thread \"main\"")) {
                    System.err.println(line);
                }
            });
            started.countDown();
        });
        reader.setDaemon(true);
        reader.start();
    }

    /** Stops a node as an operator would, and waits for its end. */
    void stop(int node) throws Exception {
        nodes[node].getOutputStream().close();
        nodes[node].waitFor();
    }

    /** Kills a node, which has no time to say anything. */
    void kill(int node) throws InterruptedException {
        nodes[node].destroyForcibly().waitFor();
    }

    /** Stops a node's execution, its connections staying open. */
    void freeze(int node) throws Exception {
        signal(node, "STOP");
    }

    /** Lets a frozen node go on. */
    void thaw(int node) throws Exception {
        signal(node, "CONT");
    }

    private void signal(int node, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(nodes[node].pid()))
                .start()
                .waitFor();
    }

    /** Creates a topic, and waits until every node knows it. */
    void createTopic(String name, int partitions) {
        try (Admin admin = admin()) {
            NewTopic topic = new NewTopic(name, partitions, (short) NODES).configs(Map.of("min.insync.replicas", "2"));
            KafkaTopic.await(admin.createTopics(List.of(topic)).all());
        }
    }

    /** Deletes a topic. */
    void deleteTopic(String name) {
        try (Admin admin = admin()) {
            KafkaTopic.await(admin.deleteTopics(List.of(name)).all());
        }
    }

    /** Takes the permission to write to a topic from everybody. */
    void revoke(String topic) {
        try (Admin admin = admin()) {
            KafkaTopic.await(admin.createAcls(List.of(denial(topic))).all());
        }
    }

    /** Gives the permission back. */
    void grant(String topic) {
        try (Admin admin = admin()) {
            KafkaTopic.await(admin.deleteAcls(List.of(denial(topic).toFilter())).all());
        }
    }

    private static AclBinding denial(String topic) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
                new AccessControlEntry("User:*", "*", AclOperation.WRITE, AclPermissionType.DENY));
    }

    /** The node that leads partition 0 of a topic. */
    int leader(String topic) {
        try (Admin admin = admin()) {
            return partitions(admin, topic).get(0).leader().id() - 1;
        }
    }

    /** Waits until all replicas of a topic are in sync. */
    void awaitInSync(String topic) {
        try (Admin admin = admin()) {
            boolean inSync = false;
            while (!inSync) {
                inSync = isInSync(admin, topic);
            }
        }
    }

    /** Not yet, where the node that is asked has not heard of the topic. */
    private static boolean isInSync(Admin admin, String topic) {
        try {
            return partitions(admin, topic).stream()
                    .allMatch(partition -> partition.isr().size() == NODES);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw e;
        }
    }

    private static List<TopicPartitionInfo> partitions(Admin admin, String topic) {
        TopicDescription description = KafkaTopic.await(
                        admin.describeTopics(List.of(topic)).allTopicNames())
                .get(topic);
        return description.partitions();
    }

    private Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    private Path settings(int node) {
        return data.resolve("node-" + node + ".properties");
    }

    private void writeSettings(int node, String advertised) throws IOException {
        String voters = IntStream.range(0, NODES)
                .mapToObj(voter -> (voter + 1) + "@127.0.0.1:" + ports.get(NODES + voter))
                .collect(Collectors.joining(","));
        String client = ListenerPrincipals.CLIENT_LISTENER + "://127.0.0.1:" + ports.get(node);
        String others = ",NODE://127.0.0.1:" + ports.get(2 * NODES + node);
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(node + 1),
                "controller.quorum.voters",
                voters,
                "controller.listener.names",
                "CONTROLLER",
                "listeners",
                client + others + ",CONTROLLER://127.0.0.1:" + ports.get(NODES + node),
                "advertised.listeners",
                ListenerPrincipals.CLIENT_LISTENER + "://" + advertised + others,
                "listener.security.protocol.map",
                "CLIENT:PLAINTEXT,NODE:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "NODE",
                "log.dirs",
                data.resolve("node-" + node).toString()));
        settings.putAll(Map.of(
                "auto.create.topics.enable", "false",
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found", "true",
                "principal.builder.class", ListenerPrincipals.class.getName(),
                "super.users", "User:node",
                "offsets.topic.num.partitions", "1",
                "broker.session.timeout.ms", "6000",
                "broker.heartbeat.interval.ms", "500",
                "replica.lag.time.max.ms", "4000"));
        try (Writer writer = Files.newBufferedWriter(settings(node))) {
            settings.store(writer, null);
        }
    }

    @Override
    public void close() {
        for (Process node : nodes) {
            if (node != null) {
                node.destroyForcibly().onExit().join();
            }
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster's data was not deleted: " + data, e);
        }
    }
}
