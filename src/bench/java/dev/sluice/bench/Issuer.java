package dev.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.ingress.auth.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** An issuer of tokens on this machine, with one key. */
final class Issuer {

    private static final String AUDIENCE = "https://sluice.example";
    private static final long END_OF_2100 = 4_133_980_799L;
    private static final SigningKey KEY = SigningKey.of("RS256", "one");
    private static final String URL = listen();

    private Issuer() {}

    /** What a function is told to ask for its tokens. */
    static Map<String, String> environment() {
        return Map.of(
                "SLUICE_AUTHENTICATE_OIDC_ISSUER",
                URL,
                "SLUICE_AUTHENTICATE_OIDC_JWKS_URI",
                URL + "/keys",
                "SLUICE_AUTHENTICATE_OIDC_AUDIENCE",
                AUDIENCE);
    }

    /** A token that never expires here. */
    static String token() {
        return KEY.token("{\"iss\":\"" + URL + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"sender\",\"iat\":"
                + System.currentTimeMillis() / 1000 + ",\"exp\":" + END_OF_2100 + "}");
    }

    private static String listen() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] keys = ("{\"keys\":[" + KEY.jwk() + "]}").getBytes(UTF_8);
            server.createContext("/keys", exchange -> {
                try (exchange) {
                    exchange.sendResponseHeaders(200, keys.length);
                    exchange.getResponseBody().write(keys);
                }
            });
            server.start();
            return "http://localhost:" + server.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
