package dev.sluice.local;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What {@code mvn -Plocal} runs: a broker in this process that makes topics when they are asked for, the packaged
 * function as a child process in a directory that may hold its configuration, and every record printed below. Ends, and
 * takes both with it, on Ctrl-C or when the function ends.
 */
public final class LocalRun {

    private static final String TOPIC = "events";
    private static final int PARTITIONS = 12;
    private static final Map<String, String> BROKER =
            Map.of("auto.create.topics.enable", "true", "num.partitions", Integer.toString(PARTITIONS));
    private static final List<String> CONFIGURATION =
            List.of("config/application.yaml", "config/application.yml", "config/application.properties");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{fffd}&&[^\t\r\n]]");
    private static final int READY_ATTEMPTS = 600;
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long STOP_SECONDS = 20;

    private LocalRun() {}

    /** Arguments: the path of {@code quarkus-run.jar}, the broker's port, the function's port, its directory. */
    public static void main(String[] arguments) throws Exception {
        try {
            run(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void run(String[] arguments) throws Exception {
        Path jar = Path.of(arguments[0]);
        int kafkaPort = port("kafka.port", arguments[1]);
        int httpPort = port("quarkus.http.port", arguments[2]);
        Path directory = Files.createDirectories(Path.of(arguments[3]));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalArgumentException(jar + " is missing: build it with mvn package");
        }
        checkFree("kafka.port", kafkaPort);
        checkFree("quarkus.http.port", httpPort);
        EmbeddedKafka broker = EmbeddedKafka.start(kafkaPort, BROKER);
        if (!isConfigured(directory)) {
            KafkaTopic.create(broker.bootstrapServers(), TOPIC, PARTITIONS);
        }
        Process function = start(jar, broker.bootstrapServers(), httpPort, directory);
        Thread stop = new Thread(() -> stop(function, broker), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        if (isReady(function, httpPort)) {
            System.out.println(welcome(broker.bootstrapServers(), httpPort, directory));
            printRecords(broker.bootstrapServers(), function);
        }
        System.exit(function.waitFor());
    }

    private static int port(String name, String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw new IllegalArgumentException(
                "-D" + name + "=" + value + " is not a port: write a number from 1 to 65535");
    }

    private static void checkFree(String name, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "port " + port + " is in use: end what uses it, or choose another with -D" + name + "=...");
        }
    }

    private static Process start(Path jar, String bootstrapServers, int httpPort, Path directory) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                        java, "-jar", jar.toAbsolutePath().toString())
                .directory(directory.toFile())
                .inheritIO();
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        if (!isConfigured(directory)) {
            builder.environment().putIfAbsent("SLUICE_TOPIC", TOPIC);
        }
        builder.environment().put("PORT", Integer.toString(httpPort));
        return builder.start();
    }

    private static boolean isConfigured(Path directory) {
        return CONFIGURATION.stream().anyMatch(file -> Files.exists(directory.resolve(file)));
    }

    private static void stop(Process function, EmbeddedKafka broker) {
        function.destroy();
        try {
            if (!function.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                function.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        broker.close();
    }

    private static boolean isReady(Process function, int httpPort) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest probe = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/q/health/ready"))
                .build();
        for (int i = 0; i < READY_ATTEMPTS && function.isAlive(); i++) {
            try {
                if (client.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return true;
                }
            } catch (IOException e) {
                // not listening yet
            }
            function.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private static String welcome(String bootstrapServers, int httpPort, Path directory) {
        return """

                Sluice listens on http://127.0.0.1:%d and writes to Kafka at %s, by %s.
                Send it an event from another terminal; the record appears below. Ctrl-C stops everything.

                  curl -i http://127.0.0.1:%d -H 'Content-Type: application/json' \\
                    -H 'ce-specversion: 1.0' -H 'ce-id: 1' -H 'ce-source: /shop' -H 'ce-type: com.example.order.placed' \\
                    -H 'ce-subject: order-42' -d '{"total": 12.50}'
                """.formatted(
                        httpPort,
                        bootstrapServers,
                        isConfigured(directory) ? "the configuration in " + directory : "default to the topic " + TOPIC,
                        httpPort);
    }

    private static void printRecords(String bootstrapServers, Process function) throws InterruptedException {
        Map<String, KafkaTopic> topics = new TreeMap<>();
        try {
            while (function.isAlive()) {
                for (String name : KafkaTopic.names(bootstrapServers)) {
                    KafkaTopic topic = topics.computeIfAbsent(name, found -> new KafkaTopic(bootstrapServers, found));
                    topic.next().forEach(record -> System.out.println(describe(record)));
                }
                function.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
            }
        } finally {
            topics.values().forEach(KafkaTopic::close);
        }
    }

    private static String describe(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder()
                .append("%s-%d@%d%n".formatted(record.topic(), record.partition(), record.offset()))
                .append("  key            ")
                .append(text(record.key()))
                .append('\n');
        for (Header header : record.headers()) {
            text.append("  %-14s %s%n".formatted(header.key(), text(header.value())));
        }
        return text.append("  value          ")
                .append(text(record.value()))
                .append('\n')
                .toString();
    }

    /** Bytes that are not text, such as Avro, are in hexadecimal: a terminal might take them for commands. */
    private static String text(byte[] bytes) {
        if (bytes == null) {
            return "(none)";
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return UNPRINTABLE.matcher(text).find() ? "0x" + HexFormat.of().formatHex(bytes) : text;
    }
}
