package dev.sluice.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.packaged.PackagedSluice;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Keycloak out of its own distribution, as a process on loopback ports, with the realm {@code sluice} of the test
 * resources and its data in memory.
 *
 * <p>Takes a minute of two processors to start, and half a GiB. Its addresses are known before it is started. Used by
 * one thread.
 */
final class Keycloak implements AutoCloseable {

    private static final Path HOME = Path.of(System.getProperty("keycloak.home"));
    private static final String REALM = "/realms/sluice";
    private static final long LONGEST_START_MINUTES = 15;

    private final Path directory;
    private final int port = PackagedSluice.freePort();
    private final int tlsPort = PackagedSluice.freePort();
    private final String password = UUID.randomUUID().toString();
    private final HttpClient client;
    private Process process;
    private int rsaKeys = 1;

    /** One that is not started yet, with its certificates and its log in {@code directory}. */
    Keycloak(Path directory) throws Exception {
        this.directory = directory;
        new CertificateGenerator(directory, true)
                .generate(new CertificateRequest()
                        .withName("issuer")
                        .withCN("localhost")
                        .withSubjectAlternativeName("DNS:localhost")
                        .withFormat(Format.PEM));
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .sslContext(trusting(authority()))
                .build();
    }

    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(authority)) {
            store.setCertificateEntry(
                    "issuer", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** The certificate, in PEM, of the authority of its TLS. */
    Path authority() {
        return directory.resolve("issuer-ca.crt");
    }

    /** The issuer of tokens that were asked for without TLS. */
    String issuer() {
        return "http://127.0.0.1:" + port + REALM;
    }

    /** The issuer of tokens that were asked for with TLS: Keycloak names itself as it was called. */
    String tlsIssuer() {
        return "https://localhost:" + tlsPort + REALM;
    }

    /** Where the keys of an issuer are. */
    static String keysOf(String issuer) {
        return issuer + "/protocol/openid-connect/certs";
    }

    /** Starts it, and waits until it listens. */
    void start() throws Exception {
        Path imported = Files.createDirectories(HOME.resolve("data/import"));
        try (InputStream realm = Keycloak.class.getResourceAsStream("/issuer/sluice-realm.json")) {
            Files.copy(realm, imported.resolve("sluice-realm.json"), StandardCopyOption.REPLACE_EXISTING);
        }
        ProcessBuilder builder = new ProcessBuilder(
                        HOME.resolve("bin/kc.sh").toString(),
                        "start-dev",
                        "--import-realm",
                        "--db=dev-mem",
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--https-port=" + tlsPort,
                        "--https-certificate-file=" + directory.resolve("issuer.crt"),
                        "--https-certificate-key-file=" + directory.resolve("issuer.key"))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "JAVA_OPTS_KC_HEAP",
                        "-Xms64m -Xmx384m",
                        "KC_BOOTSTRAP_ADMIN_USERNAME",
                        "admin",
                        "KC_BOOTSTRAP_ADMIN_PASSWORD",
                        password));
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        CompletableFuture<Boolean> listens = new CompletableFuture<>();
        Thread reader = new Thread(() -> listens.complete(follow(process, listens)), "output of keycloak");
        reader.setDaemon(true);
        reader.start();
        if (!listens.get(LONGEST_START_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException("Keycloak ended: " + Files.readString(log()));
        }
    }

    /** Reads on to the end: a process that nobody listens to stands still once its pipe is full. */
    private boolean follow(Process process, CompletableFuture<Boolean> listens) {
        try (BufferedReader reader = process.inputReader(UTF_8);
                Writer log = Files.newBufferedWriter(log())) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                log.write(line + "\n");
                log.flush();
                if (line.contains("Listening on: ")) {
                    listens.complete(true);
                }
            }
        } catch (IOException e) {
            // its end is all there is to tell
        }
        return false;
    }

    /** What it has printed. */
    Path log() {
        return directory.resolve("keycloak.log");
    }

    /** A new access token of a client of the realm, whose secret is {@code secret-of-} and its name. */
    String token(String issuer, String name) throws IOException, InterruptedException {
        return token(
                issuer,
                Map.of("grant_type", "client_credentials", "client_id", name, "client_secret", "secret-of-" + name));
    }

    private String token(String issuer, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
        return new JsonObject(send(
                        200,
                        HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(body))))
                .getString("access_token");
    }

    /** Gives the realm a new RSA key, which signs all tokens from now on; those before it stay valid. */
    void rotate() throws IOException, InterruptedException {
        String admin = token(
                "http://127.0.0.1:" + port + "/realms/master",
                Map.of("grant_type", "password", "client_id", "admin-cli", "username", "admin", "password", password));
        JsonObject key = new JsonObject()
                .put("name", "rsa-" + ++rsaKeys)
                .put("providerId", "rsa-generated")
                .put("providerType", "org.keycloak.keys.KeyProvider")
                .put("parentId", "sluice")
                .put(
                        "config",
                        new JsonObject()
                                .put("priority", new JsonArray().add(Integer.toString(100 * rsaKeys)))
                                .put("algorithm", new JsonArray().add("RS256")));
        send(
                201,
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/admin/realms/sluice/components"))
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + admin)
                        .POST(BodyPublishers.ofString(key.encode())));
    }

    private String send(int status, HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                client.send(request.timeout(Duration.ofMinutes(1)).build(), BodyHandlers.ofString());
        if (response.statusCode() != status) {
            throw new IllegalStateException("Keycloak answered " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    /** Kills its script and the JVM below that, which would outlive it. */
    @Override
    public void close() {
        if (process != null) {
            List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .toList();
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(killed -> killed.onExit().join());
        }
    }
}
