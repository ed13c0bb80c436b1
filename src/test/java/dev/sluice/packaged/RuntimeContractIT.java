package dev.sluice.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Knative's runtime contract says of the container, held against one process of the packaged function that runs as
 * it would in a hardened pod, where this machine permits that.
 *
 * <p>That SIGTERM under load loses no answer and ends with 0 is in {@link dev.sluice.chaos.ClusterIT}, that a request
 * which is in flight is answered and the probes are up while Kafka is away in {@link PackagedIT}. None of the tests
 * gives the function a standard input.
 */
class RuntimeContractIT {

    private static final byte[] DATA = "{}".getBytes(UTF_8);

    private static boolean sandboxed;
    private static PackagedSluice sluice;
    private static KafkaTopic topic;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Map<String, String> kafka = new SharedKafka().start();
        Map<String, String> environment = new HashMap<>(knative());
        environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.get("kafka.bootstrap.servers"));
        environment.put("SLUICE_TOPIC", kafka.get("sluice.topic"));
        sandboxed = Sandbox.isAvailableFor(PackagedSluice.artifact());
        sluice = sandboxed
                ? PackagedSluice.startBy(Sandbox.COMMAND, Path.of("/"), environment)
                : PackagedSluice.start(environment);
        topic = new KafkaTopic(kafka.get("kafka.bootstrap.servers"), kafka.get("sluice.topic"));
        port = sluice.port();
    }

    /** What Knative and Kubernetes set beside the configuration. */
    private static Map<String, String> knative() throws IOException {
        return Map.of(
                "PORT",
                Integer.toString(PackagedSluice.freePort()),
                "K_SERVICE",
                "sluice",
                "K_REVISION",
                "sluice-00001",
                "K_CONFIGURATION",
                "sluice",
                "SLUICE_00001_SERVICE_HOST",
                "10.0.0.1",
                "SLUICE_00001_PRIVATE_PORT_80_TCP",
                "tcp://10.0.0.2:80",
                "KUBERNETES_SERVICE_HOST",
                "10.0.0.3",
                "HOME",
                "/",
                "HOSTNAME",
                "sluice-00001-deployment-5c7b");
    }

    @AfterAll
    static void stop() {
        topic.close();
        sluice.close();
    }

    private static ConsumerRecord<byte[], byte[]> theOneRecord() {
        List<ConsumerRecord<byte[], byte[]>> records = topic.next();
        assertThat(records).hasSize(1);
        return records.get(0);
    }

    /** Item 131. */
    @Test
    void takesEventsOnEveryAddressOfTheMachine() throws Exception {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(one -> one instanceof Inet4Address && !one.isLoopbackAddress())
                .findFirst();
        assumeThat(address).isPresent();
        try (RawHttp sender = new RawHttp(address.orElseThrow(), port)) {
            sender.sendPost("/", Events.binary("1"), DATA);
            assertThat(sender.read().status()).isEqualTo(202);
        }
        theOneRecord();
    }

    /** Item 131. */
    @Test
    void opensOnePort() throws Exception {
        assertThat(listeningPorts()).containsOnly(port);
    }

    /** Of the sockets that are its own; both files have the inode of a socket. */
    private static List<Integer> listeningPorts() throws IOException {
        List<String> sockets = openFiles().values().stream()
                .filter(file -> file.startsWith("socket:["))
                .map(file -> file.substring("socket:[".length(), file.length() - 1))
                .toList();
        List<Integer> ports = new ArrayList<>();
        for (String family : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(proc("net", family))) {
                String[] fields = line.trim().split("\\s+");
                if (fields[3].equals("0A") && sockets.contains(fields[9])) {
                    ports.add(Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }

    private static Map<String, String> openFiles() throws IOException {
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> descriptors = Files.list(proc("fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    files.put(
                            descriptor.getFileName().toString(),
                            Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException e) {
                    // closed in the meantime
                }
            }
        }
        return files;
    }

    private static boolean isOpenForWriting(String descriptor) throws IOException {
        try {
            return Files.readAllLines(proc("fdinfo", descriptor)).stream()
                    .anyMatch(line -> line.matches("flags:\\s+[0-7]*[12]"));
        } catch (NoSuchFileException e) {
            // closed in the meantime, which no log would be
            return false;
        }
    }

    private static Path proc(String... path) {
        return Path.of("/proc/" + sluice.pid(), path);
    }

    /**
     * Item 132: a client that does not know asks for an upgrade with its first request, and is answered in HTTP/1.1.
     */
    @Test
    void takesEventsInHttp1WhereAnUpgradeIsAskedFor() throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                .POST(HttpRequest.BodyPublishers.ofByteArray(DATA));
        Events.binary("h2c-upgrade").forEach(header -> request.header(header.getKey(), header.getValue()));
        HttpResponse<Void> response = java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_2)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.discarding());
        assertThat(response.version()).isEqualTo(java.net.http.HttpClient.Version.HTTP_1_1);
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(theOneRecord().headers().lastHeader("ce_id").value())
                .asString(UTF_8)
                .isEqualTo("h2c-upgrade");
    }

    /** Item 132: as a proxy does where the port has the name {@code h2c}. */
    @Test
    void takesEventsInHttp2AtOnce() throws Exception {
        Vertx vertx = Vertx.vertx();
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        RequestOptions post = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port);
        Events.binary("h2c").forEach(header -> post.putHeader(header.getKey(), header.getValue()));
        HttpClientResponse response = client.request(post)
                .compose(request -> request.send(Buffer.buffer(DATA)))
                .toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
        assertThat(response.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(theOneRecord().headers().lastHeader("ce_id").value())
                .asString(UTF_8)
                .isEqualTo("h2c");
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    /** Item 133: the same port, and requests of a kind that no sender of events makes. */
    @Test
    void answersProbesOnThePortOfTheEvents() throws Exception {
        for (String page : List.of("/q/health/started", "/q/health/ready", "/q/health/live")) {
            try (RawHttp probe = new RawHttp(port)) {
                probe.send("GET " + page + " HTTP/1.1\r\nHost: localhost\r\nUser-Agent: kube-probe/1.34\r\n\r\n");
                assertThat(probe.read().status()).as(page).isEqualTo(200);
            }
        }
        new RawHttp(port).close();
    }

    /** Items 136 and 137. */
    @Test
    void runsWithAReadOnlyRootAsAnyUserInGroup0WithoutCapabilities() throws Exception {
        assumeThat(sandboxed).isTrue();
        assertThat(RawHttp.post(port, Events.binary("2"), DATA).status()).isEqualTo(202);
        theOneRecord();
        assertThat(Files.readAllLines(proc("status")))
                .contains("NoNewPrivs:\t1", "CapEff:\t0000000000000000", "CapBnd:\t0000000000000000")
                .anyMatch(line -> line.startsWith("Uid:\t" + Sandbox.USER))
                .anyMatch(line -> line.startsWith("Gid:\t0"));
        assertThat(Files.readAllLines(proc("mounts"))).anyMatch(line -> line.matches("\\S+ / \\S+ ro,.*"));
    }

    /** Items 136 and 138: also where nothing keeps it from writing. */
    @Test
    void writesNothingOutsideOfTheTemporaryDirectory(@TempDir Path directory) throws Exception {
        Path working = Files.createDirectory(directory.resolve("working"));
        Path home = Files.createDirectory(directory.resolve("home"));
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "SLUICE_TOPIC", "events",
                "SLUICE_ACK_DEADLINE", "1s",
                "HOME", home.toString(),
                "PORT", Integer.toString(PackagedSluice.freePort()));
        try (PackagedSluice writing = PackagedSluice.startIn(working, environment, "-Duser.home=" + home)) {
            assertThat(RawHttp.post(writing.port(), Events.binary("1"), DATA).status())
                    .isIn(503, 504);
            writing.terminate();
            assertThat(writing.exitCode()).isZero();
            assertThat(working).isEmptyDirectory();
            assertThat(home).isEmptyDirectory();
        }
    }

    /** Item 138: no file is open for writing; its output is a pipe here. */
    @Test
    void logsToItsStandardOutputOnly() throws Exception {
        for (Map.Entry<String, String> file : openFiles().entrySet()) {
            if (file.getValue().startsWith("/") && !file.getValue().startsWith("/dev/")) {
                assertThat(isOpenForWriting(file.getKey())).as(file.getValue()).isFalse();
            }
        }
        assertThat(openFiles().get("0")).isEqualTo("/dev/null");
        assertThat(openFiles().get("1")).startsWith("pipe:");
    }

    /** Item 140. */
    @Test
    void storesNoHeaderThatAProxyAdds() throws Exception {
        List<Map.Entry<String, String>> headers = Events.binary("3", "X-Forwarded-For", "10.0.0.9");
        headers.add(Map.entry("X-Forwarded-Proto", "https"));
        headers.add(Map.entry("Forwarded", "for=10.0.0.9;proto=https"));
        headers.add(Map.entry("X-Request-Id", "5f1c"));
        headers.add(Map.entry("K-Proxy-Request", "activator"));
        headers.add(Map.entry("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        assertThat(RawHttp.post(port, headers, DATA).status()).isEqualTo(202);
        assertThat(StreamSupport.stream(theOneRecord().headers().spliterator(), false)
                        .map(header -> header.key()))
                .containsExactlyInAnyOrder(
                        "ce_specversion", "ce_id", "ce_source", "ce_type", "content-type", "traceparent");
    }

    /** Item 142. */
    @Test
    void makesNoRecordOfAKnativeProbe() throws Exception {
        try (RawHttp prober = new RawHttp(port)) {
            prober.send("GET / HTTP/1.1\r\nHost: localhost\r\nK-Network-Probe: probe\r\nK-Network-Hash: 42\r\n\r\n");
            RawHttp.Response answer = prober.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("k-network-hash")).isEqualTo("42");
        }
        assertThat(topic.next()).isEmpty();
    }
}
