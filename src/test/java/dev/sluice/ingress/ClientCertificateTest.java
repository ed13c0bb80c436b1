package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Events;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import io.smallrye.reactive.messaging.memory.InMemorySink;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A TLS listener where one sender is proven by its certificate, and another one needs none. */
@QuarkusTest
@TestProfile(ClientCertificateTest.Profile.class)
class ClientCertificateTest {

    private static final String PASSWORD = "changeit";
    /** Clients show no certificate of an authority that the listener does not name, so a stranger shows none. */
    private static final List<String> TRUSTED = List.of("alice", "mallory");

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Path folder = Certificates.folder();
            Map<String, String> overrides = new HashMap<>(new RequestTest.Profile().getConfigOverrides());
            overrides.put("sluice.headers.from", "{@sender}/{@caller}");
            overrides.put("sluice.senders.mesh.path", "/mesh");
            overrides.put("sluice.senders.mesh.authenticate.mtls.subjects", "CN=alice");
            overrides.put("sluice.senders.granted.path", "/granted");
            overrides.put("sluice.senders.granted.authenticate.mtls.subjects", "CN=*");
            overrides.put("sluice.senders.granted.allow[0].caller", "CN=alice");
            overrides.put("sluice.senders.other.path", "/other");
            String listener = "quarkus.http.ssl.certificate.";
            overrides.put(listener + "files", folder.resolve("server.crt").toString());
            overrides.put(listener + "key-files", folder.resolve("server.key").toString());
            overrides.put(
                    listener + "trust-store-file", folder.resolve("trusted.p12").toString());
            overrides.put(listener + "trust-store-password", PASSWORD);
            overrides.put("quarkus.http.test-ssl-port", "0");
            return overrides;
        }
    }

    /** Made once: the class of a profile is loaded more than once, but its folder is told in a system property. */
    private static final class Certificates {

        private static final String FOLDER = "test.client-certificates";

        private static Path folder() {
            String known = System.getProperty(FOLDER);
            if (known != null) {
                return Path.of(known);
            }
            try {
                Path folder = Files.createTempDirectory("certificates");
                for (String name : List.of("server", "alice", "mallory", "stranger")) {
                    new CertificateGenerator(folder, true)
                            .generate(new CertificateRequest()
                                    .withName(name)
                                    .withCN(name.equals("server") ? "localhost" : name)
                                    .withFormat(Format.PEM)
                                    .withClientCertificate());
                }
                trust(folder);
                System.setProperty(FOLDER, folder.toString());
                return folder;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private static void trust(Path folder) throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (String name : TRUSTED) {
                try (InputStream certificate = Files.newInputStream(folder.resolve(name + "-client.crt"))) {
                    store.setCertificateEntry(
                            name, CertificateFactory.getInstance("X.509").generateCertificate(certificate));
                }
            }
            try (OutputStream out = Files.newOutputStream(folder.resolve("trusted.p12"))) {
                store.store(out, PASSWORD.toCharArray());
            }
        }
    }

    @TestHTTPResource(value = "/", tls = true)
    URL listener;

    @Inject
    Vertx vertx;

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    private InMemorySink<ProducerRecord<byte[], byte[]>> records;

    @BeforeEach
    void clear() {
        records = connector.sink("records");
        records.clear();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            alice,   /mesh,    202
            mallory, /mesh,    401
            -,       /mesh,    401
            stranger, /mesh,   401
            alice,   /granted, 202
            mallory, /granted, 403
            -,       /granted, 401
            alice,   /other,   202
            mallory, /other,   202
            -,       /other,   202
            """)
    void provesTheSenderThatItIsAskedOf(@Nullable String certificate, String path, int status) throws Exception {
        assertThat(status(certificate, path, HttpVersion.HTTP_1_1)).isEqualTo(status);
        assertThat(records.received()).hasSize(status == 202 ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void namesTheCallerInTheRecord(HttpVersion version) throws Exception {
        assertThat(status("alice", "/mesh", version)).isEqualTo(202);
        ProducerRecord<byte[], byte[]> record = records.received().get(0).getPayload();
        assertThat(new String(record.headers().lastHeader("from").value(), UTF_8))
                .isEqualTo("mesh/CN=alice");
    }

    private int status(@Nullable String certificate, String path, HttpVersion version) throws Exception {
        Path folder = Certificates.folder();
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(version == HttpVersion.HTTP_2)
                .setProtocolVersion(version)
                .setTrustOptions(new PemTrustOptions()
                        .addCertPath(folder.resolve("server.crt").toString()));
        if (certificate != null) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(folder.resolve(certificate + "-client.crt").toString())
                    .addKeyPath(folder.resolve(certificate + "-client.key").toString()));
        }
        HttpClient client = vertx.createHttpClient(options);
        try {
            return client.request(HttpMethod.POST, listener.getPort(), "localhost", path)
                    .compose(request -> {
                        Events.binary("1").forEach(header -> request.putHeader(header.getKey(), header.getValue()));
                        return request.send(Buffer.buffer("{}"));
                    })
                    .map(response -> {
                        if (version != response.version()) {
                            throw new AssertionError(response.version());
                        }
                        return response.statusCode();
                    })
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } finally {
            client.close();
        }
    }
}
