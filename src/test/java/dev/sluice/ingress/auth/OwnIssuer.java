package dev.sluice.ingress.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Map;

/**
 * An issuer at a port of this machine: publishes its key, and gives a token to whoever asks for one, as the metadata
 * server of a cloud does.
 */
public final class OwnIssuer implements QuarkusTestResourceLifecycleManager {

    /** The key that its name, which is its address, has in the configuration. */
    public static final String NAME = "test.own-issuer";

    private static final SigningKey KEY = SigningKey.of("ES256", "own");

    private HttpServer server;
    private String name;

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        name = "http://localhost:" + server.getAddress().getPort();
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(exchange, "{\"issuer\":\"" + name + "\",\"jwks_uri\":\"" + name + "/keys\"}"));
        server.createContext("/keys", exchange -> answer(exchange, "{\"keys\":[" + KEY.jwk() + "]}"));
        server.createContext("/token/", exchange -> answer(exchange, token(exchange.getRequestURI())));
        server.start();
        return Map.of(NAME, name);
    }

    private String token(URI asked) {
        String[] path = asked.getRawPath().split("/");
        long now = Instant.now().getEpochSecond();
        return KEY.token("{\"iss\":\"" + name + "\",\"aud\":\"" + URLDecoder.decode(path[2], UTF_8) + "\",\"sub\":\""
                + URLDecoder.decode(path[3], UTF_8) + "\",\"iat\":" + now + ",\"exp\":" + (now + 300) + "}");
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Asks the issuer of this name for a token, which holds for five minutes. */
    public static String token(String issuer, String audience, String subject) throws IOException {
        URI uri = URI.create(
                issuer + "/token/" + URLEncoder.encode(audience, UTF_8) + "/" + URLEncoder.encode(subject, UTF_8));
        try (InputStream in = uri.toURL().openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
