package dev.sluice.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.attack.Script.Part;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Floods of requests without a right proof, each to a sender of its own: secrets, signatures and tokens, no two of them
 * the same. The honest sender's path is another one.
 */
final class ProofAttacks {

    private static final String SECRET = "the-secret-of-the-sender";
    private static final String PUBLIC_KEY = "PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=";
    private static final String ISSUER = "https://issuer.example";
    private static final long FAR_EPOCH_SECOND = 4_102_444_800L;
    private static final String AUDIENCE = "https://sluice.example";
    private static final Path KEYS = Path.of("src/main/resources/self-test/keys.json");
    private static final int REQUESTS_IN_A_PART = 64;
    private static final int HMAC_BYTES = 32;
    private static final int ED25519_BYTES = 64;
    private static final int RSA_BYTES = 256;
    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

    private ProofAttacks() {}

    /** All of them. */
    static List<Attack> all() {
        return List.of(
                flood(
                        "wrong API keys",
                        "/keyed",
                        random -> "X-Api-Key: " + HexFormat.of().formatHex(random.get(HMAC_BYTES))),
                flood("wrong signatures, HMAC", "/signed", random -> signature(random, HMAC_BYTES)),
                flood("wrong signatures, Ed25519", "/signed25519", random -> signature(random, ED25519_BYTES)),
                flood("forged tokens, RSA", "/tokens", ProofAttacks::token));
    }

    /** What the function is told so that there are such senders. */
    static Map<String, String> environment(HttpServer issuer) {
        String keys = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys";
        return Map.ofEntries(
                Map.entry("SLUICE_SENDERS_HONEST_PATH", "/"),
                Map.entry("SLUICE_SENDERS_KEYED_PATH", "/keyed"),
                Map.entry("SLUICE_SENDERS_KEYED_AUTHENTICATE_API_KEY_SECRETS", SECRET),
                Map.entry("SLUICE_SENDERS_SIGNED_PATH", "/signed"),
                Map.entry("SLUICE_SENDERS_SIGNED_AUTHENTICATE_SIGNATURE_HEADER", "X-Signature"),
                Map.entry("SLUICE_SENDERS_SIGNED_AUTHENTICATE_SIGNATURE_SECRETS", SECRET),
                Map.entry("SLUICE_SENDERS_ED_PATH", "/signed25519"),
                Map.entry("SLUICE_SENDERS_ED_AUTHENTICATE_SIGNATURE_HEADER", "X-Signature"),
                Map.entry("SLUICE_SENDERS_ED_AUTHENTICATE_SIGNATURE_ALGORITHM", "ed25519"),
                Map.entry("SLUICE_SENDERS_ED_AUTHENTICATE_SIGNATURE_SECRETS", PUBLIC_KEY),
                Map.entry("SLUICE_SENDERS_TOKENS_PATH", "/tokens"),
                Map.entry("SLUICE_SENDERS_TOKENS_AUTHENTICATE_OIDC_ISSUER", ISSUER),
                Map.entry("SLUICE_SENDERS_TOKENS_AUTHENTICATE_OIDC_JWKS_URI", keys),
                Map.entry("SLUICE_SENDERS_TOKENS_AUTHENTICATE_OIDC_AUDIENCE", AUDIENCE));
    }

    /** An issuer with the keys of the self-test. */
    static HttpServer startIssuer() throws IOException {
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] keys = Files.readAllBytes(KEYS);
        issuer.createContext("/keys", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        issuer.start();
        return issuer;
    }

    /** Bytes that nobody has guessed before. */
    private interface RandomBytes {
        byte[] get(int length);
    }

    private interface Header {
        String of(RandomBytes random);
    }

    private static Attack flood(String name, String path, Header header) {
        return Flood.read(name, "requests", 4, script(path, header));
    }

    private static Supplier<Script> script(String path, Header header) {
        return () -> {
            Random random = new Random(path.hashCode());
            RandomBytes bytes = length -> {
                byte[] next = new byte[length];
                random.nextBytes(next);
                return next;
            };
            return () -> {
                StringBuilder requests = new StringBuilder();
                for (int i = 0; i < REQUESTS_IN_A_PART; i++) {
                    requests.append("POST ")
                            .append(path)
                            .append(" HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
                            .append("ce-specversion: 1.0\r\nce-id: a\r\nce-source: /attack\r\nce-type: t\r\n")
                            .append(header.of(bytes))
                            .append("\r\nContent-Length: 2\r\n\r\n{}");
                }
                return new Part(requests.toString().getBytes(ISO_8859_1), REQUESTS_IN_A_PART);
            };
        };
    }

    private static String signature(RandomBytes random, int bytes) {
        return "X-Signature: " + HexFormat.of().formatHex(random.get(bytes));
    }

    /** Right in everything but the signature. */
    private static String token(RandomBytes random) {
        String head = "{\"alg\":\"RS256\",\"kid\":\"rsa\"}";
        String claims = "{\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"sub\":\"a\",\"exp\":"
                + FAR_EPOCH_SECOND + "}";
        return "Authorization: Bearer " + base64(head.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8)) + "."
                + base64(random.get(RSA_BYTES));
    }

    private static String base64(byte[] bytes) {
        return BASE64_URL.encodeToString(bytes);
    }
}
