package dev.sluice.ingress.auth;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.OidcIssuer;
import dev.sluice.config.OidcTokens;
import dev.sluice.config.RequiredClaim;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import io.vertx.core.MultiMap;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tokens, by the first byte: any value of {@code Authorization}, of which only those prove anything that the issuer
 * signed; any header and claims that the issuer did sign; any keys that it publishes.
 */
class TokenFuzzTest {

    private static final long NOW = 1_800_000_000;
    private static final SigningKey KEY = SigningKey.of("EdDSA", "k");
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build());

    private static final String CLAIMS = "{\"iss\":\"" + PublishedKeys.ISSUER
            + "\",\"aud\":[\"us\"],\"sub\":\"a\",\"iat\":1800000000,\"exp\":1.8000003e9,\"nbf\":1799999990,"
            + "\"r\":{\"roles\":[\"x\",\"y\"]}}";

    private static final String OTHERS =
            "{\"iss\":\"" + PublishedKeys.ISSUER + "\",\"aud\":\"other\",\"sub\":\"a\",\"exp\":1800000300}";

    /** What the issuer has signed and is right; whatever else there is, nobody has signed it. */
    private static final Set<String> SIGNED = new TreeSet<>(Set.of(KEY.token(CLAIMS)));

    private final OidcProof proof = new Issuers(
                    new PublishedKeys(KEY)::get,
                    new Aside(Runnable::run),
                    (after, task) -> {},
                    () -> 0,
                    () -> NOW * 1000)
            .proof(new OidcTokens(
                    List.of(new OidcIssuer(
                            List.of(PublishedKeys.ISSUER), URI.create(PublishedKeys.DISCOVERY), null, null, null)),
                    List.of("us"),
                    List.of(new RequiredClaim(List.of("r", "roles"), List.of("x"))),
                    List.of("azp", "sub"),
                    false));

    static Stream<Arguments> inputs() {
        return Stream.of(
                        "0Bearer " + KEY.token(CLAIMS),
                        "0Bearer " + KEY.token(OTHERS),
                        "0bearer  " + KEY.token("{\"alg\":\"none\"}", CLAIMS),
                        "0Basic YTpi",
                        "1" + KEY.header() + "\n" + CLAIMS,
                        "1{\"alg\":\"EdDSA\"}\n" + CLAIMS,
                        "1{\"alg\":\"EdDSA\",\"crit\":[\"b64\"],\"b64\":false}\n" + CLAIMS,
                        "2{\"keys\":[" + KEY.jwk() + ","
                                + SigningKey.of("ES256", "e").jwk() + ","
                                + SigningKey.of("RS256", "r").jwk() + "]}")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @MethodSource("inputs")
    @DictionaryEntries({
        "\"iss\":\"https://issuer.example\"",
        "\"aud\":\"us\"",
        "\"aud\":[\"us\"]",
        "\"exp\":1e999",
        "\"nbf\":",
        "\"sub\":\"a\"",
        "\"azp\":\"\\u0000\"",
        "\"alg\":\"EdDSA\"",
        "\"alg\":\"HS256\"",
        "\"kid\":\"k\"",
        "\"typ\":\"at+jwt\"",
        "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"",
        "\"kty\":\"EC\",\"crv\":\"P-256\"",
        "\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"",
        "\"key_ops\":[\"verify\"]",
        "eyJhbGciOiJFZERTQSJ9."
    })
    @FuzzTest(maxDuration = "60s")
    void proveWhatTheIssuerHasSignedOnly(byte[] input) throws IOException {
        byte[] rest = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
        String text = new String(rest, StandardCharsets.ISO_8859_1);
        switch (input.length == 0 ? '0' : input[0]) {
            case '1' -> judgeSigned(text);
            case '2' -> readKeys(rest);
            default -> judge(text);
        }
    }

    private void judge(String authorization) {
        if (told(authorization) instanceof Verdict.Proven) {
            String token = authorization.substring("Bearer ".length()).replaceFirst("^ +", "");
            require(SIGNED.contains(token), "a token proves something that nobody has signed");
        }
    }

    private void judgeSigned(String text) throws IOException {
        int line = Math.max(0, text.indexOf('\n'));
        String header = text.substring(0, line);
        String claims = text.substring(line);
        String token = KEY.token(header, claims);
        if (told("Bearer " + token) instanceof Verdict.Proven proven) {
            // those of the input are characters of one byte, which the token has in UTF-8
            require("EdDSA".equals(JSON.readTree(header).path("alg").asText()), "another algorithm proves something");
            JsonNode read = JSON.readTree(claims);
            require(PublishedKeys.ISSUER.equals(read.path("iss").asText()), "another issuer proves something");
            require(hasAudience(read.path("aud")), "a token for somebody else proves something");
            require(
                    read.path("exp").isNumber() && read.path("exp").asDouble() > NOW - 60,
                    "an old token proves something");
            String named = read.path("azp").isTextual() ? "azp" : "sub";
            require(proven.caller().equals(read.path(named).asText()), "a token proves another caller");
            SIGNED.add(token);
        }
    }

    private static boolean hasAudience(JsonNode audience) {
        for (JsonNode one : audience.isArray() ? audience : List.of(audience)) {
            if (one.isTextual() && one.asText().equals("us")) {
                return true;
            }
        }
        return false;
    }

    private static void readKeys(byte[] document) {
        try {
            KeySet keys = KeySet.parse(Bytes.of(document));
            require(keys.size() > 0 && keys.size() <= 100, "a set of keys has none, or too many");
        } catch (Refusal refused) {
            return;
        }
    }

    private Verdict told(String authorization) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("Authorization", authorization);
        Verdict verdict = proof.check(new Presented("POST", headers, null, null, Bytes.empty(), Bytes.empty()));
        // the keys are there, and checks are made at once
        @Nullable Verdict told = verdict.stage().toCompletableFuture().getNow(null);
        if (told == null) {
            throw new AssertionError("a verdict does not come");
        }
        return told;
    }

    private static void require(boolean isSo, String otherwise) {
        if (!isSo) {
            throw new AssertionError(otherwise);
        }
    }
}
