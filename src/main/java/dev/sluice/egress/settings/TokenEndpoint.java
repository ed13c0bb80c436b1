package dev.sluice.egress.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * A token endpoint on the loopback address, for the self-test. For the right credentials it gives a token that nobody
 * else would accept (RFC 6749, 4.4).
 *
 * <p>Has its own port and thread until it is closed.
 */
final class TokenEndpoint implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 5000;
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final String CLIENT = "sluice";
    private static final String SECRET = "self-test";

    private final ServerSocket socket;

    private TokenEndpoint(ServerSocket socket) {
        this.socket = socket;
    }

    /** Begins to listen on {@code port}, or on a free port for 0. */
    static TokenEndpoint open(int port) throws IOException {
        TokenEndpoint endpoint = new TokenEndpoint(new ServerSocket(port, 0, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(endpoint::serve, "token endpoint of the self-test");
        thread.setDaemon(true);
        thread.start();
        return endpoint;
    }

    /**
     * The settings of a Kafka client that logs in here, as an operator would write them; the caller may change them.
     */
    Map<String, Object> login() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_PLAINTEXT");
        settings.put(SaslConfigs.SASL_MECHANISM, OAuthBearer.MECHANISM);
        settings.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
                        + " extension_logicalCluster='lkc-1';");
        settings.put(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, url());
        settings.put(SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID, CLIENT);
        settings.put(SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET, SECRET);
        settings.put(SaslConfigs.SASL_OAUTHBEARER_SCOPE, "kafka");
        return settings;
    }

    private String url() {
        return "http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort() + "/token";
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                client.setSoTimeout(TIMEOUT_MILLIS);
                client.getOutputStream().write(answer(client).getBytes(ISO_8859_1));
            } catch (IOException e) {
                // closed, or the client went away: the login then reports the failure
            }
        }
    }

    private static String answer(Socket client) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
        boolean authorized = false;
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            String[] field = line.split(":", 2);
            String name = field[0].toLowerCase(Locale.ROOT);
            if (name.equals("authorization")) {
                authorized = field[1].trim().equals("Basic " + base64(CLIENT + ":" + SECRET));
            } else if (name.equals("content-length")) {
                length = Integer.parseInt(field[1].trim());
            }
        }
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < length; i++) {
            body.append((char) in.read());
        }
        return authorized && body.toString().equals("grant_type=client_credentials&scope=kafka")
                ? response("200 OK", "{\"access_token\":\"" + token() + "\",\"token_type\":\"Bearer\"}")
                : response("401 Unauthorized", "{\"error\":\"invalid_client\"}");
    }

    private static String response(String status, String json) {
        return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + json.length()
                + "\r\nConnection: close\r\n\r\n" + json;
    }

    /** An unsigned JWT (RFC 7519, 6), but with a third part, which the client requires. */
    private static String token() {
        Instant now = Instant.now();
        String claims = "{\"sub\":\"" + CLIENT + "\",\"scope\":\"kafka\",\"iat\":" + now.getEpochSecond() + ",\"exp\":"
                + now.plus(LIFETIME).getEpochSecond() + "}";
        return url64("{\"alg\":\"none\"}") + "." + url64(claims) + "." + url64("unsigned");
    }

    private static String url64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
