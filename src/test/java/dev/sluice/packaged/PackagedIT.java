package dev.sluice.packaged;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.http.Events;
import dev.sluice.http.Http2Frames;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp2;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged function, run as an operator runs it. */
class PackagedIT {

    private static final byte[] DATA = "{}".getBytes(UTF_8);
    private static final Map<String, String> NOWHERE =
            Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "SLUICE_TOPIC", "events");

    @Test
    void publishesToTheClusterAndTheTopicInItsEnvironmentAndListensOnPort() throws Exception {
        Map<String, String> kafka = new SharedKafka().start();
        String bootstrapServers = kafka.get("kafka.bootstrap.servers");
        String topicName = kafka.get("sluice.topic");
        int port = PackagedSluice.freePort();
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", bootstrapServers,
                "SLUICE_TOPIC", topicName,
                "PORT", Integer.toString(port));
        try (PackagedSluice sluice = PackagedSluice.start(environment);
                KafkaTopic topic = new KafkaTopic(bootstrapServers, topicName)) {
            assertThat(sluice.port()).isEqualTo(port);
            assertThat(RawHttp.post(port, Events.binary("1", "ce-subject", "s"), DATA)
                            .status())
                    .isEqualTo(202);
            assertThat(topic.next()).singleElement().satisfies(record -> {
                assertThat(record.key()).asString(UTF_8).isEqualTo("s");
                assertThat(record.value()).isEqualTo(DATA);
            });
            sluice.terminate();
            assertThat(sluice.exitCode()).isZero();
            assertThat(sluice.output())
                    .anyMatch(line -> line.matches(".*\\[dev.sluice.ingress].* listening \\d+ ms after the start .*"))
                    .anyMatch(line -> line.matches(
                            ".*\\[dev.sluice.egress].* Kafka is ready \\d+ ms after the start .*" + topicName + "]"));
        }
    }

    /** One fixed name would let a second process write over what the first one runs. */
    @Test
    void unpacksSnappyUnderANameOfItsOwnAndDeletesIt(@TempDir Path directory) throws Exception {
        Map<String, String> kafka = new SharedKafka().start();
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka.get("kafka.bootstrap.servers"),
                "SLUICE_TOPIC", kafka.get("sluice.topic"),
                "MP_MESSAGING_OUTGOING_RECORDS_COMPRESSION_TYPE", "snappy",
                "PORT", Integer.toString(PackagedSluice.freePort()));
        String temporary = "-Djava.io.tmpdir=" + directory;
        try (PackagedSluice sluice = PackagedSluice.startIn(directory, environment, temporary)) {
            int port = sluice.port();
            List<String> unpacked = snappyIn(directory);
            assertThat(unpacked).singleElement().asString().matches("snappy-[0-9.]+-[0-9a-f-]{36}-libsnappyjava\\.so");
            try (PackagedSluice beside =
                    PackagedSluice.startWith(directory, environment, List.of("--self-test"), temporary)) {
                assertThat(beside.output()).contains("ok   codec snappy");
                assertThat(beside.exitCode()).isZero();
            }
            assertThat(snappyIn(directory)).isEqualTo(unpacked);
            assertThat(RawHttp.post(port, Events.binary("1"), DATA).status()).isEqualTo(202);
            sluice.terminate();
            assertThat(sluice.exitCode()).isZero();
            assertThat(snappyIn(directory)).isEmpty();
        }
    }

    @Test
    void unpacksNoCodecThatIsNotConfigured(@TempDir Path directory) throws Exception {
        Map<String, String> environment = with("PORT", Integer.toString(PackagedSluice.freePort()));
        try (PackagedSluice sluice = PackagedSluice.startIn(directory, environment, "-Djava.io.tmpdir=" + directory)) {
            assertThat(sluice.port()).isPositive();
            try (Stream<Path> files = Files.walk(directory)) {
                assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".so"));
            }
        }
    }

    private static List<String> snappyIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("snappy"))
                    .sorted()
                    .toList();
        }
    }

    /** Keys with dots in them are how Kafka's documentation, and so everybody, writes them. */
    @Test
    void takesItsConfigurationFromTheDirectoryItIsStartedInAndShowsNothingThatItRedacts(@TempDir Path directory)
            throws Exception {
        Map<String, String> kafka = new SharedKafka().start();
        String topicName = kafka.get("sluice.topic");
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("config/application.yaml"), """
                sluice:
                  redact-secret: 0123456789abcdef
                  routes:
                    all: { topic: "%s", key: ["hash(/email)", /id], redact: { /email: mask }, partition: [/p, "{p}"] }
                mp.messaging.outgoing.records.batch.size: 20000
                mp:
                  messaging:
                    outgoing:
                      records:
                        compression.type: zstd
                """.formatted(topicName));
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka.get("kafka.bootstrap.servers"),
                "PORT", Integer.toString(PackagedSluice.freePort()),
                "QUARKUS_LOG_CATEGORY__DEV_SLUICE__LEVEL", "DEBUG");
        String secret = "jane@example.com";
        try (PackagedSluice sluice = PackagedSluice.startIn(directory, environment);
                KafkaTopic topic = new KafkaTopic(kafka.get("kafka.bootstrap.servers"), topicName)) {
            String data = "{\"email\":\"" + secret + "\",\"p\":1,\"x\":\"" + "y".repeat(5000) + "\"}";
            assertThat(RawHttp.post(sluice.port(), Events.binary("1"), data.getBytes(UTF_8))
                            .status())
                    .isEqualTo(202);
            assertThat(topic.next())
                    .singleElement()
                    .satisfies(
                            record -> assertThat(record.value()).asString(UTF_8).contains("\"email\":\"***\""));
            for (String bad : List.of(data + "}", data.replace("1,", "99,"), data.replace("\"p\"", "\"email\""))) {
                String answer = RawHttp.post(sluice.port(), Events.binary("2"), bad.getBytes(UTF_8))
                        .body();
                assertThat(answer).contains("\"status\":400").doesNotContain(secret);
            }
            try (RawHttp page = new RawHttp(sluice.port())) {
                page.send("GET /q/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
                String metrics = page.read().body();
                assertThat(metrics).doesNotContain(secret);
                assertThat(metrics.lines().filter(line -> line.startsWith("kafka_producer_compression_rate_avg{")))
                        .singleElement()
                        .asString()
                        .matches(".* 0[.]0\\d+");
            }
            sluice.terminate();
            assertThat(String.join("\n", sluice.remainingOutput()))
                    .contains("source=/shop id=1 topic=" + topicName)
                    .doesNotContain(secret);
        }
    }

    @Test
    void answersTheRequestThatIsInFlightWhenItIsTerminated() throws Exception {
        Map<String, String> kafka = new SharedKafka().start();
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka.get("kafka.bootstrap.servers"),
                "SLUICE_TOPIC", kafka.get("sluice.topic"),
                "PORT", Integer.toString(PackagedSluice.freePort()));
        try (PackagedSluice sluice = PackagedSluice.start(environment);
                RawHttp sender = new RawHttp(sluice.port())) {
            sender.sendPost("/", Events.binary("1"), DATA);
            assertThat(sender.read().status()).isEqualTo(202);
            sender.send("POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
                    + "ce-specversion: 1.0\r\nce-id: 2\r\nce-source: /s\r\nce-type: t\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(100);
            sluice.terminate();
            while (ready(sluice.port()) == 200) {
                // the signal is on its way
            }
            RawHttp.Response refused = RawHttp.post(sluice.port(), Events.binary("3"), DATA);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.body()).contains("DRAINING");
            assertThat(refused.header("connection")).isEqualTo("close");
            assertThat(refused.header("retry-after")).asInt().isBetween(1, 4);
            sender.send(DATA);
            RawHttp.Response answer = sender.read();
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(sluice.remainingOutput().stream().filter(line -> line.contains("[dev.sluice")))
                    .last()
                    .asString()
                    .endsWith("drained: 1 request(s) answered, the outcome of 0 of them unknown, 0 left unanswered");
            assertThat(sluice.exitCode()).isZero();
        }
    }

    /** RFC 9113, 6.8: what crosses the first GOAWAY is answered, and the second one tells that it was. */
    @Test
    void tellsSendersOfHttp2ToGoElsewhereWhenItIsTerminated() throws Exception {
        Map<String, String> kafka = new SharedKafka().start();
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka.get("kafka.bootstrap.servers"),
                "SLUICE_TOPIC", kafka.get("sluice.topic"),
                "PORT", Integer.toString(PackagedSluice.freePort()));
        try (PackagedSluice sluice = PackagedSluice.start(environment);
                RawHttp2 sender = new RawHttp2(sluice.port())) {
            sender.send(new Http2Frames().headers(1, false, event("1")).ping());
            sender.readFrame(Http2Frames.PING);
            sluice.terminate();
            assertThat(sender.readFrame(Http2Frames.GOAWAY)).isEqualTo(Integer.MAX_VALUE);
            sender.send(new Http2Frames().headers(3, true, event("2")));
            RawHttp2.Answer refused = sender.read(3);
            assertThat(refused.outcome()).isEqualTo("503");
            assertThat(refused.body()).contains("DRAINING");
            try (RawHttp2 late = new RawHttp2(sluice.port())) {
                assertThat(late.readFrame(Http2Frames.GOAWAY)).isEqualTo(Integer.MAX_VALUE);
            }
            sender.send(new Http2Frames().data(1, true, DATA));
            assertThat(sender.read(1).outcome()).isEqualTo("202");
            assertThat(sender.readFrame(Http2Frames.GOAWAY)).isEqualTo(3);
            assertThat(sender.isAtEnd()).isTrue();
            assertThat(sluice.exitCode()).isZero();
        }
    }

    private static List<Map.Entry<String, String>> event(String id) {
        return List.of(
                Map.entry(":method", "POST"),
                Map.entry(":scheme", "http"),
                Map.entry(":path", "/"),
                Map.entry(":authority", "localhost"),
                Map.entry("ce-specversion", "1.0"),
                Map.entry("ce-id", id),
                Map.entry("ce-source", "/s"),
                Map.entry("ce-type", "t"));
    }

    private static int ready(int port) throws IOException {
        try (RawHttp probe = new RawHttp(port)) {
            probe.send("GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return probe.read().status();
        }
    }

    @Test
    void storesTheEventAsJsonWhereTheContentModeIsStructured() throws Exception {
        Map<String, String> kafka = new SharedKafka().start();
        String bootstrapServers = kafka.get("kafka.bootstrap.servers");
        String topicName = kafka.get("sluice.topic");
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                bootstrapServers,
                "SLUICE_TOPIC",
                topicName,
                "SLUICE_CONTENT_MODE",
                "structured",
                "SLUICE_KEY",
                "id",
                "SLUICE_PATH",
                "/events",
                "PORT",
                Integer.toString(PackagedSluice.freePort()));
        String json = Events.json("7", " , \"data\" : [ 1.0 ] ");
        try (PackagedSluice sluice = PackagedSluice.start(environment);
                KafkaTopic topic = new KafkaTopic(bootstrapServers, topicName);
                RawHttp sender = new RawHttp(sluice.port())) {
            sender.sendPost("/events?source=x", Events.structured(), json.getBytes(UTF_8));
            assertThat(sender.read().status()).isEqualTo(202);
            sender.sendPost("/", Events.structured(), json.getBytes(UTF_8));
            assertThat(sender.read().status()).isEqualTo(404);
            assertThat(topic.next()).singleElement().satisfies(record -> {
                assertThat(record.key()).asString(UTF_8).isEqualTo("7");
                assertThat(record.value()).asString(UTF_8).isEqualTo(json);
                assertThat(record.headers().lastHeader("content-type").value())
                        .asString(UTF_8)
                        .isEqualTo("application/cloudevents+json");
            });
        }
    }

    @Test
    void startsWithoutKafkaAndTellsTheTruthMeanwhile() throws Exception {
        Map<String, String> environment = new HashMap<>(NOWHERE);
        environment.put("PORT", Integer.toString(PackagedSluice.freePort()));
        environment.put("SLUICE_ACK_DEADLINE", "1s");
        try (PackagedSluice sluice = PackagedSluice.start(environment)) {
            int port = sluice.port();
            for (String page : List.of("/q/health/started", "/q/health/ready", "/q/health/live")) {
                try (RawHttp probe = new RawHttp(port)) {
                    probe.send("GET " + page + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                    assertThat(probe.read().status()).as(page).isEqualTo(200);
                }
            }
            assertThat(RawHttp.post(port, Events.binary("1"), DATA).status()).isIn(503, 504);
        }
    }

    static Stream<Arguments> brokenConfigurations() {
        return Stream.of(
                arguments(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"), "sluice.topic is missing"),
                arguments(Map.of("SLUICE_TOPIC", "events"), "kafka.bootstrap.servers is missing"),
                arguments(with("KAFKA_BOOTSTRAP_SERVERS", "broker"), "kafka.bootstrap.servers 'broker' is not a list"),
                arguments(with("SLUICE_TOPIC", "a b"), "sluice.topic 'a b' is not a topic name"),
                arguments(with("SLUICE_TOPIC", ".."), "sluice.topic '..' is not a topic name"),
                arguments(with("SLUICE_KEY", "subject,mySource"), "sluice.key 'mySource' is not an attribute name"),
                arguments(with("SLUICE_PATH", "events"), "sluice.path 'events' is not usable"),
                arguments(with("SLUICE_PATH", "/q/events"), "sluice.path '/q/events' is not usable"),
                arguments(with("SLUICE_ACK_DEADLINE", "10ms"), "sluice.ack-deadline '10ms' is out of range"),
                arguments(with("SLUICE_MAX_EVENTS_IN_FLIGHT", "10"), "sluice.max-events-in-flight 10 is smaller than"),
                arguments(with("SLUICE_MAX_BYTES_IN_FLIGHT", "1M"), "sluice.max-bytes-in-flight 1048576 is smaller"),
                arguments(with("SLUICE_BATCH_MAX_EVENTS", "0"), "sluice.batch.max-events '0' is out of range"),
                arguments(
                        Map.of(
                                "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                                "SLUICE_TOPIC", "{type}",
                                "SLUICE_TOPICS_ALLOWED_PREFIX", "events.",
                                "SLUICE_READY_NEEDS_KAFKA", "true"),
                        "sluice.ready-needs-kafka 'true' has no topic to wait for"),
                arguments(with("KAFKA_ACKS", "1"), "kafka.acks '1' is refused"),
                arguments(
                        with("KAFKA_SASL_MECHANISM", "PLAIN"),
                        "kafka.sasl.mechanism has no effect: kafka.security.protocol is PLAINTEXT; write SASL_SSL"),
                arguments(with("SLUICE_WEBHOOK_RATE", "0"), "sluice.webhook.rate '0' is out of range"),
                arguments(with("SLUICE_MAX_BODY_SIZE", "1K"), "sluice.max-body-size '1K' is out of range"),
                arguments(
                        with("MP_MESSAGING_OUTGOING_RECORDS_ACKS", "1"),
                        "mp.messaging.outgoing.records.acks '1' is refused"),
                arguments(
                        with("MP_MESSAGING_OUTGOING_RECORDS_DELIVERY_TIMEOUT_MS", "120000"),
                        "mp.messaging.outgoing.records.delivery.timeout.ms '120000' is refused"));
    }

    @ParameterizedTest
    @MethodSource("brokenConfigurations")
    void endsTheStartWithOneLineThatNamesTheKey(Map<String, String> environment, String line) throws Exception {
        try (PackagedSluice sluice = PackagedSluice.start(environment)) {
            List<String> output = sluice.remainingOutput().stream()
                    .filter(printed -> !printed.contains(" INFO "))
                    .toList();
            assertThat(output).singleElement().asString().startsWith(line);
            assertThat(sluice.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void tellsEverythingThatIsWrongAtOnce() throws Exception {
        Map<String, String> environment = with("SLUICE_KIND", "aws");
        environment.put("SLUICE_ROUTES_A_WHEN", "type =");
        environment.put("SLUICE_TOPIK", "events");
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "broker");
        try (PackagedSluice sluice = PackagedSluice.start(environment)) {
            List<String> output = sluice.remainingOutput().stream()
                    .filter(printed -> !printed.contains(" INFO "))
                    .toList();
            assertThat(output).hasSize(4);
            assertThat(String.join(" ", output))
                    .contains("sluice.kind 'aws'", "sluice.routes.a.when 'type ='", "SLUICE_TOPIK is", "'broker'");
            assertThat(sluice.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void refusesKeysOfItsOwnThatItDoesNotKnow() throws Exception {
        try (PackagedSluice sluice = PackagedSluice.start(NOWHERE, "-Dsluice.topics=typo")) {
            assertThat(String.join("\n", sluice.remainingOutput())).contains("sluice.topics");
            assertThat(sluice.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void doesNotTakeTheVariablesOfAKubernetesServiceCalledSluiceForConfiguration() throws Exception {
        Map<String, String> environment = new HashMap<>(NOWHERE);
        environment.put("SLUICE_SERVICE_HOST", "10.0.0.1");
        environment.put("SLUICE_PORT", "tcp://10.0.0.1:80");
        environment.put("PORT", Integer.toString(PackagedSluice.freePort()));
        try (PackagedSluice sluice = PackagedSluice.start(environment)) {
            assertThat(sluice.port()).isPositive();
        }
    }

    @Test
    void doesNotCarryABroker() throws IOException {
        assumeThat(PackagedSluice.isJar()).isTrue();
        try (Stream<Path> files = Files.walk(PackagedSluice.artifact().getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.contains("kafka_2.13") || name.contains("kafka-server"));
        }
    }

    private static Map<String, String> with(String key, String value) {
        Map<String, String> environment = new HashMap<>(NOWHERE);
        environment.put(key, value);
        return environment;
    }
}
