package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.memory.InMemoryConnector;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders that mean ill, and an issuer that takes every connection and says nothing. */
@QuarkusTest
@TestProfile(HostileSendersTest.Profile.class)
class HostileSendersTest {

    private static final String SECRET = "a-secret-of-signatures";
    private static final ServerSocket SILENT = silent();
    private static final String ISSUER = "http://127.0.0.1:" + SILENT.getLocalPort();

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(new RequestTest.Profile().getConfigOverrides());
            overrides.put("sluice.senders.hook.path", "/hook");
            overrides.put("sluice.senders.hook.kind", "webhook");
            overrides.put("sluice.senders.hook.event.id", "{/id}");
            overrides.put("sluice.senders.hook.event.source", "hook");
            overrides.put("sluice.senders.hook.event.type", "t");
            overrides.put("sluice.senders.hook.challenge.query", "challenge");
            overrides.put("sluice.batch.enabled", "false");
            overrides.put("sluice.senders.grid.path", "/grid");
            overrides.put("sluice.senders.grid.kind", "eventgrid");
            overrides.put("sluice.senders.signed.path", "/signed");
            overrides.put("sluice.senders.signed.authenticate.signature.header", "X-Signature");
            overrides.put("sluice.senders.signed.authenticate.signature.secrets", SECRET);
            overrides.put("sluice.senders.tokens.path", "/tokens");
            overrides.put("sluice.senders.tokens.ack-deadline", "1s");
            overrides.put("sluice.senders.tokens.authenticate.oidc.issuer", ISSUER);
            overrides.put("sluice.senders.tokens.authenticate.oidc.audience", "us");
            return overrides;
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    private static ServerSocket silent() {
        try {
            return new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void clear() {
        connector.sink("records").clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"challenge=%zz", "%zz", "challenge=%3Cscript%3E", "challenge=", "challenge=a%0D%0Ab"})
    void getNothingBackThatABrowserCouldRead(String query) throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.send("GET /hook?" + query + " HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(sender.read().status()).isEqualTo(400);
        }
    }

    @Test
    void ofEventGridNeedNoBatches() throws IOException {
        String events = "[{\"id\":\"g-1\",\"topic\":\"/t\",\"subject\":\"s\",\"eventType\":\"T\",\"data\":{}}]";
        assertThat(post("/grid", List.of(Map.entry("Content-Type", "application/json")), events.getBytes(UTF_8))
                        .status())
                .isEqualTo(202);
    }

    @ParameterizedTest
    @CsvSource({"gzip, true, 202", "gzip, false, 401", "br, true, 415", "br, false, 401", "deflate, true, 400"})
    void areProvenByTheBodyAsItWasSent(String coding, boolean isSigned, int status) throws Exception {
        ByteArrayOutputStream coded = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(coded)) {
            gzip.write("{}".getBytes(UTF_8));
        }
        byte[] body = coded.toByteArray();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        byte[] signature = isSigned ? mac.doFinal(body) : new byte[32];
        List<Map.Entry<String, String>> headers = new ArrayList<>(Events.binary("1", "Content-Encoding", coding));
        headers.add(Map.entry("X-Signature", HexFormat.of().formatHex(signature)));
        assertThat(post("/signed", headers, body).status()).isEqualTo(status);
    }

    private Response post(String path, List<Map.Entry<String, String>> headers, byte[] body) throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost(path, headers, body);
            return sender.read();
        }
    }

    @Test
    void areAnsweredByTheirDeadlineWhileTheIssuerIsSilent() throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            long begin = System.nanoTime();
            sender.sendPost("/tokens", withToken("1"), "{}".getBytes(UTF_8));
            Response first = sender.read();
            assertThat(first.status()).isEqualTo(503);
            assertThat(first.header("retry-after")).isNotNull();
            assertThat(System.nanoTime() - begin).isLessThan(4_000_000_000L);
            // the body of the first is out of the way
            sender.sendPost(
                    "/hook", List.of(Map.entry("Content-Type", "application/json")), "{\"id\":\"1\"}".getBytes(UTF_8));
            assertThat(sender.read().status()).isEqualTo(202);
        }
    }

    private static List<Map.Entry<String, String>> withToken(String id) {
        long now = System.currentTimeMillis() / 1000;
        String token = part("{\"alg\":\"ES256\"}") + "."
                + part("{\"iss\":\"" + ISSUER + "\",\"aud\":\"us\",\"sub\":\"a\",\"exp\":" + (now + 300) + "}")
                + ".AAAA";
        return new ArrayList<>(Events.binary(id, "Authorization", "Bearer " + token));
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }
}
