package dev.sluice.ingress.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.config.OidcIssuer;
import dev.sluice.config.OidcTokens;
import dev.sluice.core.event.Bytes;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An issuer at the other end of a network: rotates its keys, is away, answers slowly, too much or nonsense. */
class OidcOverHttpTest {

    private static final long NOW = 1_800_000_000;
    private static final SigningKey KEY = SigningKey.of("ES256", "one");
    private static final SigningKey NEXT = SigningKey.of("ES256", "two");
    private static final Verdict SENDER = new Verdict.Proven("sender");

    private final AtomicLong nanos = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Vertx vertx = Vertx.vertx();
    private volatile String keys = jwks(KEY);
    private volatile boolean isSlow;
    private HttpServer server;
    private String issuer;

    @BeforeEach
    void listen() throws IOException {
        listen(0);
        issuer = "http://localhost:" + server.getAddress().getPort() + "/realms/one";
    }

    private void listen(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/realms/one/.well-known/openid-configuration", this::discovery);
        server.createContext("/keys", this::keys);
        server.start();
    }

    @AfterEach
    void end() {
        end.countDown();
        server.stop(0);
        threads.shutdown();
        vertx.close();
    }

    private void discovery(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"http://localhost:"
                        + server.getAddress().getPort() + "/keys\"}");
    }

    private void keys(HttpExchange exchange) throws IOException {
        if (isSlow) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        answer(exchange, keys);
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String jwks(SigningKey key) {
        return "{\"keys\":[" + key.jwk() + "]}";
    }

    private OidcProof proof() {
        Fetch fetch = new Fetch(vertx, InetAddress::getAllByName, Duration.ofSeconds(isSlow ? 1 : 20));
        OidcIssuer here = new OidcIssuer(
                List.of(issuer), URI.create(issuer + "/.well-known/openid-configuration"), null, null, null);
        return new Issuers(fetch::get, new Aside(1), (after, task) -> {}, nanos::get, () -> NOW * 1000)
                .proof(new OidcTokens(List.of(here), List.of("us"), List.of(), List.of("sub"), false));
    }

    private Verdict check(OidcProof proof, SigningKey key, int number) {
        String token = key.token("{\"iss\":\"" + issuer + "\",\"aud\":\"us\",\"sub\":\"sender\",\"iat\":" + NOW
                + ",\"exp\":" + (NOW + 300) + ",\"number\":" + number + "}");
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Authorization", "Bearer " + token);
        Verdict verdict = proof.check(new Presented("POST", headers, null, null, Bytes.empty(), Bytes.empty()));
        return verdict instanceof Verdict.Pending pending
                ? pending.verdict()
                        .toCompletableFuture()
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join()
                : verdict;
    }

    @Test
    void isFollowedFromKeyToKeyAndNotForgotten() {
        OidcProof proof = proof();
        assertThat(check(proof, KEY, 1)).isEqualTo(SENDER);

        keys = jwks(NEXT);
        nanos.addAndGet(IssuerKeys.PAUSE_NANOS);
        assertThat(check(proof, NEXT, 2)).isEqualTo(SENDER);

        server.stop(0);
        nanos.addAndGet(IssuerKeys.REFRESH_NANOS + 1);
        assertThat(check(proof, NEXT, 3)).isEqualTo(SENDER);
    }

    @Test
    void isAskedAgainIfItWasAwayAtTheStart() throws IOException {
        int port = server.getAddress().getPort();
        server.stop(0);
        OidcProof proof = proof();
        assertThat(check(proof, KEY, 1)).isInstanceOf(Verdict.Unknown.class);

        listen(port);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(check(proof, KEY, 2)).isEqualTo(SENDER);
    }

    @Test
    void isGivenUpIfItIsSlow() {
        isSlow = true;

        assertThat(check(proof(), KEY, 1)).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void isNotBelievedIfItAnswersTooMuchOrNonsense() {
        keys = "{\"keys\":[" + KEY.jwk("\"x5c\":[\"" + "A".repeat(Fetch.LARGEST) + "\"]") + "]}";
        OidcProof proof = proof();
        assertThat(check(proof, KEY, 1)).isInstanceOf(Verdict.Unknown.class);

        keys = "<html>";
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(check(proof, KEY, 2)).isInstanceOf(Verdict.Unknown.class);
    }
}
