package dev.sluice.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The self-test of the packaged function, and what a start refuses because it would fail there. */
class SelfTestIT {

    private static final List<String> OFFERED = List.of(
            "ok   codec none",
            "ok   codec gzip",
            "ok   codec snappy",
            "ok   codec lz4",
            "ok   codec zstd",
            "ok   mechanism PLAIN",
            "ok   mechanism SCRAM-SHA-256",
            "ok   mechanism SCRAM-SHA-512",
            "ok   mechanism OAUTHBEARER",
            "ok   partitioner round-robin",
            "ok   TLS with the trust store of the platform",
            "ok   producer of the channel records",
            "ok   event format JSON",
            "ok   event format Protobuf",
            "ok   event format XML",
            "ok   event format Avro",
            "ok   CESQL",
            "ok   presets of senders",
            "ok   signature HmacSHA1",
            "ok   signature HmacSHA256",
            "ok   signature HmacSHA512",
            "ok   signature Ed25519",
            "ok   token RS256",
            "ok   token PS256",
            "ok   token ES256",
            "ok   token EdDSA",
            "ok   JSON Schema draft 2020-12",
            "ok   JSON Schema draft-07",
            "ok   HMAC-SHA-256",
            "ok   value format Avro",
            "ok   value format Protobuf");

    @TempDir
    Path directory;

    @Test
    void passesWithoutAnyConfigurationAndOpensNoPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Map<String, String> environment = Map.of("PORT", Integer.toString(taken.getLocalPort()));
            List<String> output = selfTest(environment, 0);
            assertThat(output)
                    .containsAll(OFFERED)
                    .anyMatch(line -> line.startsWith("skip configuration: kafka.bootstrap.servers is missing"))
                    .anyMatch(line -> line.startsWith("skip configuration: sluice.topic is missing"))
                    .hasSize(OFFERED.size() + 3);
            assertThat(output).last().isEqualTo("self-test passed: " + OFFERED.size() + " ok, 2 skipped, 0 failed");
        }
    }

    @Test
    void passesWithAConfigurationThatWorksAndAsksNoBroker() throws Exception {
        write("""
                sluice:
                  self-test: true
                  rejects: { topic: rejects }
                  partitioner: round-robin
                  routes:
                    orders: { when: "type LIKE 'order.%'", topic: orders, schema: config/order.json }
                mp.messaging.outgoing.records.compression.type: lz4
                kafka:
                  security.protocol: SASL_SSL
                  sasl.mechanism: SCRAM-SHA-512
                  sasl.jaas.config: >
                    org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="hidden";
                """);
        Files.writeString(directory.resolve("config/order.json"), "{\"type\":\"object\"}");
        try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment = Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + broker.getLocalPort());
            try (PackagedSluice sluice = PackagedSluice.startIn(directory, environment)) {
                assertThat(sluice.output())
                        .containsAll(OFFERED)
                        .contains(
                                "ok   configuration, with its conditions and schemas",
                                "ok   producer of the channel rejects",
                                "self-test passed: " + (OFFERED.size() + 2) + " ok, 0 skipped, 0 failed")
                        .noneMatch(line -> line.contains("hidden"));
                assertThat(sluice.exitCode()).isZero();
            }
            broker.setSoTimeout(1);
            assertThatThrownBy(broker::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void passesWithATokenEndpointThatItDoesNotAsk() throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        environment.put("SLUICE_TOPIC", "events");
        environment.put("KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
        environment.put("KAFKA_SASL_MECHANISM", "OAUTHBEARER");
        environment.put(
                "KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        environment.put("KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL", "https://127.0.0.1:1/token");
        environment.put("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID", "me");
        environment.put("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET", "hidden");
        assertThat(selfTest(environment, 0))
                .containsAll(OFFERED.stream()
                        .filter(part -> !part.contains("producer"))
                        .toList())
                .contains(
                        "ok   configuration, with its conditions and schemas",
                        "skip producer of the channel records: the login of OAUTHBEARER may ask a server");
        environment.remove("KAFKA_SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET");
        assertThat(selfTest(environment, 1))
                .filteredOn(line -> line.startsWith("FAIL"))
                .singleElement()
                .asString()
                .contains(
                        "sasl.oauthbearer.token.endpoint.url 'https://127.0.0.1:1/token' is refused: it gives no token (")
                .contains("sasl.oauthbearer.client.credentials.client.secret");
    }

    /** What is below {@code SLUICE_REDACT_} is taken for places and what is done to them. */
    @Test
    void failsWithoutShowingASecretThatIsInAWrongPlace() throws Exception {
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                "broker:9092",
                "SLUICE_TOPIC",
                "events",
                "SLUICE_REDACT_SECRTE",
                "S3CRET-long-enough-xx",
                "KAFKA_SECURITY_PROTOCOL",
                "SASL_PLAINTEXT",
                "KAFKA_SASL_MECHANISM",
                "PLAIN",
                "KAFKA_SASL_JAAS_CONFIG",
                "org.apache.kafka.common.security.plain.PlainLoginModule S3CRET-long-enough-xx username=\"a\";");
        assertThat(selfTest(environment, 1))
                .noneMatch(line -> line.contains("S3CRET"))
                .anyMatch(line -> line.startsWith("FAIL configuration: sluice.redact.secrte is not a key of Sluice"))
                .anyMatch(
                        line -> line.startsWith("FAIL configuration: kafka.sasl.jaas.config is refused: it is no login"
                                + " (Invalid login module control flag '***' in JAAS config); write "))
                .contains("skip producer of the channel records: its settings are refused");
    }

    @Test
    void failsWithALineForEachThingThatDoesNotWork() throws Exception {
        write("""
                sluice:
                  routes:
                    orders: { when: "type LIKE", topic: orders }
                """);
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", "broker:9092");
        environment.put("KAFKA_SECURITY_PROTOCOL", "SSL");
        environment.put("KAFKA_SSL_TRUSTSTORE_LOCATION", "/missing/trust.p12");
        environment.put("KAFKA_SSL_TRUSTSTORE_PASSWORD", "hidden");
        environment.put("SLUICE_SELF_TEST", "true");
        try (PackagedSluice sluice = PackagedSluice.startIn(directory, environment)) {
            assertThat(sluice.output())
                    .noneMatch(line -> line.contains("hidden"))
                    .filteredOn(line -> line.startsWith("FAIL"))
                    .hasSize(2)
                    .anyMatch(line -> line.startsWith("FAIL configuration: sluice.routes.orders.when 'type LIKE'"))
                    .anyMatch(line -> line.startsWith("FAIL configuration: ")
                            && line.contains("TLS cannot be set up (")
                            && line.contains("/missing/trust.p12"));
            assertThat(sluice.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void failsLikeTheStartWithAFileThatCannotBeRead() throws Exception {
        write("sluice:\n\ttopic: events\n");
        String line = "config/application.yaml, line 2, column 1: the line is indented with a tab: use spaces";
        try (PackagedSluice sluice = PackagedSluice.startIn(directory, Map.of())) {
            assertThat(printed(sluice)).containsExactly(line);
            assertThat(sluice.exitCode()).isEqualTo(1);
        }
        assertThat(selfTest(Map.of(), 1))
                .containsExactly("FAIL configuration: " + line, "self-test FAILED: 0 ok, 0 skipped, 1 failed");
    }

    @Test
    void isTheOnlyArgument() throws Exception {
        try (PackagedSluice sluice = PackagedSluice.startWith(directory, Map.of(), List.of("--selftest"))) {
            assertThat(sluice.output())
                    .singleElement()
                    .asString()
                    .startsWith("sluice does not know the argument '--selftest': write --self-test or none");
            assertThat(sluice.exitCode()).isEqualTo(2);
        }
    }

    /** The library of zstd is asked for where it is not, as on a file system that nothing can be run from. */
    @Test
    void failsLikeTheStartWithACodecThatDoesNotWorkHere() throws Exception {
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                "SLUICE_TOPIC", "events",
                "MP_MESSAGING_OUTGOING_RECORDS_COMPRESSION_TYPE", "zstd");
        String missing = "-DZstdNativePath=/missing/libzstd.so";
        String refusal = "mp.messaging.outgoing.records.compression.type 'zstd' is refused: it does not work here (";
        try (PackagedSluice sluice = PackagedSluice.startIn(directory, environment, missing)) {
            assertThat(printed(sluice)).singleElement().asString().startsWith(refusal);
            assertThat(sluice.exitCode()).isEqualTo(1);
        }
        try (PackagedSluice sluice =
                PackagedSluice.startWith(directory, environment, List.of("--self-test"), missing)) {
            List<String> output = sluice.output();
            String tried = output.stream()
                    .filter(line -> line.startsWith("FAIL codec zstd: "))
                    .findFirst()
                    .orElseThrow();
            String reason = tried.substring("FAIL codec zstd: ".length());
            assertThat(reason).contains("/missing/libzstd.so");
            assertThat(output)
                    .anyMatch(line -> line.startsWith("FAIL configuration: " + refusal + reason + ")"))
                    .contains("ok   codec lz4", "skip producer of the channel records: its settings are refused");
            assertThat(sluice.exitCode()).isEqualTo(1);
        }
    }

    private List<String> selfTest(Map<String, String> environment, int exitCode) throws Exception {
        try (PackagedSluice sluice = PackagedSluice.startWith(directory, environment, List.of("--self-test"))) {
            List<String> output = printed(sluice);
            assertThat(sluice.exitCode()).isEqualTo(exitCode);
            return output;
        }
    }

    /** Without what newer JVMs say of libraries in C, {@code --enable-native-access} not being given. */
    private static List<String> printed(PackagedSluice sluice) throws InterruptedException {
        return sluice.output().stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("WARNING: "))
                .toList();
    }

    private void write(String yaml) throws IOException {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("config/application.yaml"), yaml);
    }
}
