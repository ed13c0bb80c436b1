package dev.sluice.egress.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.egress.cluster.AsideClient;
import dev.sluice.packaged.PackagedSluice;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A producer whose password and certificates change while it sends, at a real broker. */
@Timeout(300) // where nothing is taken up, it would send for ever
class RotationTest {

    private static final String TOPIC = "events";

    /** The broker asks for the login again so often, in milliseconds. */
    private static final String LOGIN_LASTS = "1000";

    @TempDir
    Path files;

    private final Set<String> acknowledged = new HashSet<>();
    private int sent;

    @Test
    void takesUpAPasswordThatChangesInItsFile() throws Exception {
        int port = PackagedSluice.freePort();
        Path login = Files.writeString(files.resolve("sasl.jaas.config"), login("first"));
        try (EmbeddedKafka broker = broker(
                        "SASL_PLAINTEXT",
                        port,
                        Map.of(
                                "sasl.enabled.mechanisms",
                                "SCRAM-SHA-512",
                                "listener.name.own.scram-sha-512.sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                                "listener.name.own.scram-sha-512.connections.max.reauth.ms",
                                LOGIN_LASTS));
                KafkaTopic topic = new KafkaTopic(broker.bootstrapServers(), TOPIC)) {
            setPassword(broker, "first");
            Map<String, Object> settings = settings(Map.of(
                    "bootstrap.servers",
                    "127.0.0.1:" + port,
                    "security.protocol",
                    "SASL_PLAINTEXT",
                    "sasl.mechanism",
                    "SCRAM-SHA-512",
                    "sasl.jaas.config",
                    "file:" + login));
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings)) {
                sendUntil(producer, () -> !acknowledged.isEmpty());
                replace(login, login("second"));
                setPassword(broker, "second");
                double before = logins(producer);
                sendUntil(producer, () -> logins(producer) > before + 1);
                try (Admin probe = Admin.create(AsideClient.settings("probe", settings, 10_000))) {
                    assertThat(probe.describeCluster().nodes().get()).hasSize(1);
                }
            }
            assertThat(values(topic)).containsAll(acknowledged);
        }
    }

    @Test
    void takesUpAnAuthorityAndAClientCertificateThatChangeInTheirFiles() throws Exception {
        Path first = certificates("first");
        Path second = certificates("second");
        Path server = files.resolve("server.pem");
        Path clients = files.resolve("clients.pem");
        Path mine = files.resolve("mine.pem");
        Path trusted = files.resolve("trusted.pem");
        install(first, server, clients, mine, trusted);
        int port = PackagedSluice.freePort();
        try (EmbeddedKafka broker = broker(
                        "SSL",
                        port,
                        Map.of(
                                "listener.name.own.ssl.client.auth", "required",
                                "listener.name.own.ssl.keystore.type", "PEM",
                                "listener.name.own.ssl.keystore.location", server.toString(),
                                "listener.name.own.ssl.truststore.type", "PEM",
                                "listener.name.own.ssl.truststore.location", clients.toString()));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings(Map.of(
                        "bootstrap.servers",
                        "127.0.0.1:" + port,
                        "security.protocol",
                        "SSL",
                        "ssl.keystore.type",
                        "PEM",
                        "ssl.keystore.location",
                        mine.toString(),
                        "ssl.truststore.type",
                        "PEM",
                        "ssl.truststore.location",
                        trusted.toString())))) {
            sendUntil(producer, () -> !acknowledged.isEmpty());
            broker.stop();
            install(second, server, clients, mine, trusted);
            broker.resume();
            int before = acknowledged.size();
            sendUntil(producer, () -> acknowledged.size() > before);
            try (KafkaTopic topic = new KafkaTopic(broker.bootstrapServers(), TOPIC)) {
                assertThat(values(topic)).containsAll(acknowledged);
            }
        }
    }

    @Test
    void keepsTheStoresThatItHasWhereAChangedFileCannotBeRead() throws Exception {
        Path trusted = files.resolve("trusted.pem");
        copy(certificates("first").resolve("first-client-ca.crt"), trusted);
        RenewedTls tls = new RenewedTls();
        tls.configure(new ProducerConfig(OfflineSettings.of(Map.of(
                        "security.protocol", "SSL",
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.location", trusted.toString())))
                .values());
        KeyStore before = tls.truststore();
        replace(trusted, "no certificate");
        assertThat(tls.createClientSslEngine("localhost", 1, "https").getUseClientMode())
                .isTrue();
        assertThat(tls.truststore()).isSameAs(before);
        copy(certificates("second").resolve("second-client-ca.crt"), trusted);
        tls.createClientSslEngine("localhost", 1, "https");
        assertThat(tls.truststore()).isNotSameAs(before);
        tls.close();
    }

    /** A broker with the topic, with a listener for this test, and another one for everybody. */
    private static EmbeddedKafka broker(String protocol, int port, Map<String, String> settings) throws IOException {
        int plain = PackagedSluice.freePort();
        int controller = PackagedSluice.freePort();
        String clients = "PLAINTEXT://127.0.0.1:" + plain + ",OWN://127.0.0.1:" + port;
        Map<String, String> all = new HashMap<>(settings);
        all.put("listeners", clients + ",CONTROLLER://127.0.0.1:" + controller);
        all.put("advertised.listeners", clients);
        all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,OWN:" + protocol + ",CONTROLLER:PLAINTEXT");
        all.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        EmbeddedKafka broker = EmbeddedKafka.start(plain, all);
        KafkaTopic.create(broker.bootstrapServers(), TOPIC, 1);
        return broker;
    }

    /** The settings that the function gives its producer, except that it asks for the topic itself. */
    private static Map<String, Object> settings(Map<String, String> configured) {
        Map<String, Object> settings = ProducerSettingsTest.settings("10s", "key")
                .customize("records", null, ProducerSettingsTest.connectorSettings(configured));
        settings.put("max.block.ms", "10000");
        return settings;
    }

    /** Sends one record after the other; those that are not taken are left out. */
    private void sendUntil(KafkaProducer<byte[], byte[]> producer, BooleanSupplier done) throws InterruptedException {
        while (!done.getAsBoolean()) {
            String value = Integer.toString(sent++);
            try {
                producer.send(new ProducerRecord<>(TOPIC, value.getBytes(UTF_8)))
                        .get();
                acknowledged.add(value);
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(KafkaException.class);
            }
        }
    }

    private static double logins(KafkaProducer<byte[], byte[]> producer) {
        return producer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("successful-reauthentication-total"))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    private static Set<String> values(KafkaTopic topic) {
        Set<String> values = new HashSet<>();
        topic.next().forEach(record -> values.add(new String(record.value(), UTF_8)));
        return values;
    }

    private static String login(String password) {
        return "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"app\" password=\""
                + password + "\";\n";
    }

    private static void setPassword(EmbeddedKafka broker, String password) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion("app", info, password)))
                    .all()
                    .get();
        }
    }

    /** Certificates of a server and of a client, each its own authority. */
    private Path certificates(String name) throws Exception {
        Path directory = Files.createDirectories(files.resolve(name));
        new CertificateGenerator(directory, true)
                .generate(new CertificateRequest()
                        .withName(name)
                        .withCN("localhost")
                        .withSubjectAlternativeName("IP:127.0.0.1")
                        .withFormat(Format.PEM)
                        .withClientCertificate());
        return directory;
    }

    private void install(Path from, Path server, Path clients, Path mine, Path trusted) throws IOException {
        String name = from.getFileName().toString();
        replace(server, text(from, name + ".key") + text(from, name + ".crt"));
        replace(clients, text(from, name + "-server-ca.crt"));
        replace(mine, text(from, name + "-client.key") + text(from, name + "-client.crt"));
        replace(trusted, text(from, name + "-client-ca.crt"));
    }

    private static String text(Path directory, String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    private static void copy(Path from, Path to) throws IOException {
        replace(to, Files.readString(from));
    }

    /** As a platform replaces a mounted file: nobody sees a part of it; and its time differs from the former one's. */
    private static void replace(Path file, String text) throws IOException {
        long before = Files.exists(file) ? Files.getLastModifiedTime(file).toMillis() : 0;
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
        Files.setLastModifiedTime(next, FileTime.fromMillis(Math.max(before + 1000, System.currentTimeMillis())));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
