package dev.sluice.ingress.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.smallrye.certs.CertificateGenerator;
import io.smallrye.certs.CertificateRequest;
import io.smallrye.certs.Format;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a server of the JDK on the loopback address, whatever name it is asked by. */
class FetchTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private static Path files;

    private static Vertx vertx;
    private static HttpServer http;
    private static HttpsServer https;
    private static Path authority;
    private static final CountDownLatch END = new CountDownLatch(1);
    private static final ExecutorService THREADS = Executors.newCachedThreadPool();

    @BeforeAll
    static void listen() throws Exception {
        vertx = Vertx.vertx();
        new CertificateGenerator(files, true)
                .generate(new CertificateRequest()
                        .withName("issuer")
                        .withPassword("password")
                        .withCN("issuer.example")
                        .withSubjectAlternativeName("DNS:issuer.example")
                        .withFormats(List.of(Format.PEM, Format.PKCS12)));
        authority = files.resolve("issuer-ca.crt");
        http = HttpServer.create(loopback(), 0);
        https = HttpsServer.create(loopback(), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls()));
        for (HttpServer server : List.of(http, https)) {
            server.setExecutor(THREADS);
            server.createContext("/keys", answers(200, "the keys"));
            server.createContext("/none", answers(404, "none"));
            server.createContext("/moved", FetchTest::redirect);
            server.createContext("/asked", FetchTest::tell);
            server.createContext("/large", answers(200, "x".repeat(Fetch.LARGEST)));
            server.createContext("/larger", answers(200, "x".repeat(Fetch.LARGEST + 1)));
            server.createContext("/never", FetchTest::waitForTheEnd);
            server.start();
        }
    }

    @AfterAll
    static void end() {
        END.countDown();
        http.stop(0);
        https.stop(0);
        THREADS.shutdown();
        vertx.close();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static SSLContext tls() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(files.resolve("issuer-keystore.p12"))) {
            keys.load(in, "password".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "password".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static HttpHandler answers(int status, String body) {
        return exchange -> answer(exchange, status, body);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void redirect(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("Location", "/keys");
        answer(exchange, 302, "");
    }

    /** Method, path and query, host, authorization, and the name in the TLS handshake. */
    private static void tell(HttpExchange exchange) throws IOException {
        String sni = "";
        if (exchange instanceof com.sun.net.httpserver.HttpsExchange secure
                && secure.getSSLSession() instanceof ExtendedSSLSession session) {
            sni = session.getRequestedServerNames().stream()
                    .map(name -> ((SNIHostName) name).getAsciiName())
                    .findFirst()
                    .orElse("");
        }
        answer(
                exchange,
                200,
                exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Host") + " "
                        + exchange.getRequestHeaders().getFirst("Authorization") + " " + sni);
    }

    private static void waitForTheEnd(HttpExchange exchange) throws IOException {
        try {
            END.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    /** Every name is one of this machine's. */
    private static InetAddress[] here(String host) {
        return new InetAddress[] {InetAddress.getLoopbackAddress()};
    }

    private static String get(Fetch fetch, String uri, Reach reach, @Nullable Path caFile, @Nullable Path tokenFile) {
        return fetch.get(new Fetch.Source(URI.create(uri), reach, caFile, tokenFile))
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join()
                .asUtf8();
    }

    private static String get(String uri) {
        return get(new Fetch(vertx, FetchTest::here, TIMEOUT), uri, Reach.CONFIGURED, authority, null);
    }

    private static String http(String path) {
        return "http://127.0.0.1:" + http.getAddress().getPort() + path;
    }

    private static String https(String host, String path) {
        return "https://" + host + ":" + https.getAddress().getPort() + path;
    }

    @Test
    void fetchesADocumentOverHttpFromALoopbackAddress() {
        assertThat(get(http("/keys"))).isEqualTo("the keys");
    }

    @Test
    void asksTheAddressThatWasCheckedByTheNameInTheUrl() throws IOException {
        Path token = Files.writeString(files.resolve("token"), "secret-token\n");
        String told = get(
                new Fetch(vertx, FetchTest::here, TIMEOUT),
                https("issuer.example", "/asked?a=b"),
                Reach.CONFIGURED,
                authority,
                token);

        assertThat(told)
                .isEqualTo(
                        "GET /asked?a=b issuer.example:%d Bearer secret-token issuer.example",
                        https.getAddress().getPort());
    }

    @Test
    void refusesACertificateOfAnotherName() {
        assertThatThrownBy(() -> get(https("other.example", "/keys"))).isInstanceOf(CompletionException.class);
    }

    @Test
    void refusesACertificateOfAnotherAuthority() {
        Fetch fetch = new Fetch(vertx, FetchTest::here, TIMEOUT);

        assertThatThrownBy(() -> get(fetch, https("issuer.example", "/keys"), Reach.CONFIGURED, null, null))
                .isInstanceOf(CompletionException.class);
    }

    @ParameterizedTest
    @CsvSource({"/none, answered 404", "/moved, answered 302", "/larger, over 262144 bytes"})
    void takesNothingElse(String path, String told) {
        assertThatThrownBy(() -> get(http(path))).hasMessageContaining(told);
    }

    @Test
    void takesDocumentsUpToTheLimit() {
        assertThat(get(http("/large"))).hasSize(Fetch.LARGEST);
    }

    @Test
    void givesUpAfterTheTimeout() {
        Fetch fetch = new Fetch(vertx, FetchTest::here, Duration.ofMillis(200));

        assertThatThrownBy(() -> get(fetch, http("/never"), Reach.CONFIGURED, null, null))
                .hasMessageContaining("no answer within 200 ms");
    }

    @Test
    void triesTheNextAddressIfOneCannotBeConnectedTo() throws IOException {
        InetAddress closed = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        Fetch fetch = new Fetch(vertx, host -> new InetAddress[] {closed, InetAddress.getLoopbackAddress()}, TIMEOUT);

        assertThat(get(fetch, http("/keys"), Reach.CONFIGURED, null, null)).isEqualTo("the keys");
    }

    @Test
    void tellsOfAHostWithoutAddress() {
        Fetch fetch = new Fetch(
                vertx,
                host -> {
                    throw new UnknownHostException(host);
                },
                TIMEOUT);

        assertThatThrownBy(() -> get(fetch, http("/keys"), Reach.CONFIGURED, null, null))
                .hasRootCauseInstanceOf(UnknownHostException.class);
    }

    /** A name that a stranger has made lead to the network of this process. */
    @Test
    void asksNoAddressOfAPrivateNetworkForAStranger() {
        Fetch fetch = new Fetch(vertx, FetchTest::here, TIMEOUT);

        for (Reach reach : List.of(Reach.PUBLIC, Reach.PUBLIC_SIGNED)) {
            assertThatThrownBy(() -> get(fetch, https("sns.eu-west-1.amazonaws.com", "/keys"), reach, authority, null))
                    .hasMessageContaining("must not be asked");
        }
    }

    /** One of several is enough for the answer to depend on luck. */
    @Test
    void asksNoHostThatHasAPrivateAddressBesides() throws IOException {
        InetAddress one = InetAddress.getByAddress(new byte[] {52, 94, 5, 1});
        Fetch fetch = new Fetch(vertx, host -> new InetAddress[] {one, InetAddress.getLoopbackAddress()}, TIMEOUT);

        assertThatThrownBy(() -> get(fetch, https("sns.eu-west-1.amazonaws.com", "/"), Reach.PUBLIC, null, null))
                .hasMessageContaining("must not be asked");
    }

    @Test
    void asksOverHttpOnTheLoopbackAddressOnly() throws IOException {
        InetAddress other = InetAddress.getByAddress(new byte[] {10, 0, 0, 1});
        Fetch fetch = new Fetch(vertx, host -> new InetAddress[] {other}, TIMEOUT);

        assertThatThrownBy(() -> get(fetch, "http://localhost/keys", Reach.CONFIGURED, null, null))
                .hasMessageContaining("must not be asked with http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/", "https://a@127.0.0.1/", "keys"})
    void fetchesNothingElse(String uri) {
        assertThatThrownBy(() -> get(uri)).hasMessageContaining("not a URL that is fetched");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            52.94.5.1, true
            8.8.8.8, true
            192.0.1.1, true
            100.63.0.1, true
            172.32.0.1, true
            2600:1f18::1, true
            2a05:d000::1, true
            2001:4860:4860::8888, true
            0.0.0.0, false
            10.1.2.3, false
            100.64.0.1, false
            127.0.0.1, false
            169.254.169.254, false
            172.16.0.1, false
            172.31.255.255, false
            192.0.0.8, false
            192.0.2.1, false
            192.168.1.1, false
            198.18.0.1, false
            198.51.100.1, false
            203.0.113.1, false
            224.0.0.1, false
            240.0.0.1, false
            255.255.255.255, false
            ::, false
            ::1, false
            ::ffff:10.0.0.1, false
            ::10.0.0.1, false
            64:ff9b::a00:1, false
            fd00:ec2::254, false
            fe80::1, false
            fec0::1, false
            ff02::1, false
            2001::1, false
            2001:db8::1, false
            2002:a00:1::1, false
            3fff::1, false
            """)
    void knowsWhichAddressesArePublic(String address, boolean isPublic) throws UnknownHostException {
        assertThat(Reach.isPublic(InetAddress.getByName(address))).isEqualTo(isPublic);
    }
}
