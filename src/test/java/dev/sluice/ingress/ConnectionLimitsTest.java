package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Few connections, that may be silent for a moment only. */
@QuarkusTest
@TestProfile(ConnectionLimitsTest.Few.class)
class ConnectionLimitsTest {

    private static final int MAX = 32;
    private static final byte[] DATA = "{}".getBytes(StandardCharsets.UTF_8);

    /** Limits that a test reaches. */
    public static class Few implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            // not by InMemoryConnector's own switch, which is one for all tests
            Map<String, String> overrides = new HashMap<>(new RequestTest.Profile().getConfigOverrides());
            overrides.put("sluice.connections.max", Integer.toString(MAX));
            overrides.put("sluice.connections.head-timeout", "1s");
            overrides.put("sluice.connections.idle-timeout", "2s");
            return overrides;
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Test
    void makeRoomForANewOneByTheOneThatWasSilentLongest() throws IOException {
        List<RawHttp> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * MAX; i++) {
                silent.add(new RawHttp(port));
            }
            assertThat(RawHttp.post(port, Events.binary("1"), DATA).status()).isEqualTo(202);
            assertThat(silent.get(0).isAtEnd()).isTrue();
        } finally {
            for (RawHttp connection : silent) {
                connection.close();
            }
        }
    }

    @Test
    void makeRoomByOneOfTheAddressThatHasMost() throws IOException {
        InetAddress greedy = InetAddress.getByName("127.0.0.2");
        List<Socket> silent = new ArrayList<>();
        try (RawHttp longestSilent = new RawHttp(port)) {
            for (int i = 0; i < 3 * MAX; i++) {
                silent.add(new Socket(InetAddress.getLoopbackAddress(), port, greedy, 0));
            }
            assertThat(RawHttp.post(port, Events.binary("1"), DATA).status()).isEqualTo(202);
            longestSilent.sendPost("/", Events.binary("2"), DATA);
            assertThat(longestSilent.read().status()).isEqualTo(202);
        } finally {
            for (Socket connection : silent) {
                connection.close();
            }
        }
    }

    @Test
    void endOneWhoseHeaderFieldsDoNotCome() throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.send("POST / HTTP/1.1\r\nHost: localhost\r\nce-id: 1\r\n");
            Response response = sender.read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.body()).contains("\"title\":\"INCOMPLETE\"");
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(sender.isAtEnd()).isTrue();
        }
    }

    @Test
    void endOneThatSaysNothing() throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            assertThat(sender.isAtEnd()).isTrue();
        }
    }

    @Test
    void endOneThatHasNothingMoreToSay() throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/", Events.binary("1"), DATA);
            assertThat(sender.read().status()).isEqualTo(202);
            assertThat(sender.isAtEnd()).isTrue();
        }
    }
}
