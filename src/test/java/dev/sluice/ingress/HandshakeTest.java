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
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What senders ask before they deliver: items 108 to 113, and Event Grid's own way. */
@QuarkusTest
@TestProfile(HandshakeTest.Profile.class)
class HandshakeTest {

    private static final String ORIGIN = "eventemitter.example.com";

    /** One origin with a rate that is used up by its first request. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(new RequestTest.Profile().getConfigOverrides());
            overrides.put("sluice.kind", "eventgrid");
            overrides.put("sluice.webhook.origins", ORIGIN + ",slow.example.com");
            overrides.put("sluice.webhook.rate", "1");
            return overrides;
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    @Connector(InMemoryConnector.CONNECTOR)
    InMemoryConnector connector;

    @BeforeEach
    void clear() {
        connector.sink("records").clear();
    }

    @Test
    void consentsToAConfiguredOriginNamingTheRateThatIsEnforced() throws IOException {
        Response response = options("WebHook-Request-Origin: " + ORIGIN + "\r\nWebHook-Request-Rate: 120\r\n");
        assertThat(response.status()).isEqualTo(204);
        assertThat(response.header("webhook-allowed-origin")).isEqualTo(ORIGIN);
        assertThat(response.header("webhook-allowed-rate")).isEqualTo("1");
        assertThat(response.header("allow")).isEqualTo("POST, OPTIONS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "WebHook-Request-Origin: other.example.com\r\n",
                "WebHook-Request-Origin: EVENTEMITTER.example.com\r\n",
                "WebHook-Request-Origin: *\r\n",
                "WebHook-Request-Origin: \r\n",
            })
    void withholdsTheConsentFromAnyOther(String headers) throws IOException {
        Response response = options(headers);
        assertThat(response.header("allow")).isEqualTo("POST, OPTIONS");
        assertThat(response.headers()).doesNotContainKeys("webhook-allowed-origin", "webhook-allowed-rate");
    }

    @Test
    void answersAProbeWithItsHashWhereThatIsOne() throws IOException {
        String probe = "GET / HTTP/1.1\r\nHost: localhost\r\nK-Network-Probe: probe\r\nK-Network-Hash: ";
        try (RawHttp prober = new RawHttp(port)) {
            prober.send(probe + "0123abcd\r\n\r\n");
            assertThat(prober.read().header("k-network-hash")).isEqualTo("0123abcd");
            for (String hash : List.of("a b", "a\tb", "\u00e9", "x".repeat(300))) {
                prober.send(probe + hash + "\r\n\r\n");
                Response response = prober.read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.headers()).doesNotContainKey("k-network-hash");
            }
        }
    }

    @Test
    void neverFetchesACallback() throws IOException {
        try (java.net.ServerSocket trap = new java.net.ServerSocket(0)) {
            options("WebHook-Request-Origin: " + ORIGIN + "\r\nWebHook-Request-Callback: http://127.0.0.1:"
                    + trap.getLocalPort() + "/\r\n");
            trap.setSoTimeout(1);
            org.assertj.core.api.Assertions.assertThatExceptionOfType(java.net.SocketTimeoutException.class)
                    .isThrownBy(trap::accept);
        }
    }

    @Test
    void answers429WithTheTimeToWaitAboveTheRateConsentedTo() throws IOException {
        List<Map.Entry<String, String>> headers = Events.binary("1", "WebHook-Request-Origin", "slow.example.com");
        assertThat(RawHttp.post(port, headers, new byte[0]).status()).isEqualTo(202);
        Response response = RawHttp.post(port, headers, new byte[0]);
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.header("retry-after")).asInt().isBetween(1, 60 + RetryAfter.SPREAD);
        assertThat(response.body()).contains("\"title\":\"OVERLOADED\"");
    }

    @Test
    void holdsNobodyElseToThatRate() throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(RawHttp.post(port, Events.binary("1"), new byte[0]).status())
                    .isEqualTo(202);
            assertThat(RawHttp.post(port, Events.binary("1", "WebHook-Request-Origin", "x"), new byte[0])
                            .status())
                    .isEqualTo(202);
        }
    }

    @Test
    void givesEventGridItsValidationCodeBack() throws IOException {
        String body = """
                [{"id":"2d1781af","topic":"/subscriptions/x","subject":"","data":{"validationCode":"512D38B6-C7B8",
                "validationUrl":"https://rp.example/validate"},"metadataVersion":"1","dataVersion":"1",
                "eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","eventTime":"2018-01-25T22:12:19Z"}]
                """;
        Response response = RawHttp.post(
                port,
                List.of(
                        Map.entry("Content-Type", "application/json; charset=utf-8"),
                        Map.entry("aeg-event-type", "SubscriptionValidation")),
                body.getBytes(UTF_8));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualTo("application/json");
        assertThat(response.body()).isEqualTo("{\"validationResponse\":\"512D38B6-C7B8\"}");
        assertThat(connector.sink("records").received()).isEmpty();
    }

    @Test
    void refusesAValidationThatIsNone() throws IOException {
        Response response = RawHttp.post(
                port, Events.binary("1", "aeg-event-type", "SubscriptionValidation"), "[]".getBytes(UTF_8));
        assertThat(response.status()).isEqualTo(400);
        assertThat(connector.sink("records").received()).isEmpty();
    }

    private Response options(String headers) throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.send("OPTIONS / HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
            return sender.read();
        }
    }
}
