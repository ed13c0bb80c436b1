package dev.sluice.ingress.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a token has in it, it is refused, and nothing else happens. */
class HostileTokensTest {

    private static final int RUNS = 20_000;
    private static final String CLAIMS = "{\"iss\":\"https://issuer.example\",\"aud\":[\"us\"],\"exp\":1800000300}";

    @Test
    void areReadOrRefused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SigningKey key = SigningKey.of("EdDSA", "k");
        byte[] good = key.token(CLAIMS).getBytes(ISO_8859_1);
        for (int i = 0; i < RUNS; i++) {
            byte[] text = changed(good, random);
            try {
                Jwt.parse(text);
            } catch (Refusal expected) {
                assertThat(expected).isNotNull();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + new String(text, ISO_8859_1), e);
            }
        }
    }

    @Test
    void areReadOrRefusedWithAnyJsonInThem() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SigningKey key = SigningKey.of("EdDSA", "k");
        for (int i = 0; i < RUNS / 10; i++) {
            String header = new String(changed(key.header().getBytes(UTF_8), random), ISO_8859_1);
            String claims = new String(changed(CLAIMS.getBytes(UTF_8), random), ISO_8859_1);
            try {
                Jwt token =
                        Jwt.parse((SigningKey.part(header) + "." + SigningKey.part(claims) + ".AA").getBytes(UTF_8));
                token.claims().number("exp");
                token.claims().text("iss");
                Bytes audience = token.claims().value("aud");
                if (audience != null) {
                    JsonMembers.fits(audience, text -> false);
                }
            } catch (Refusal expected) {
                assertThat(expected).isNotNull();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + header + " " + claims, e);
            }
        }
    }

    private static byte[] changed(byte[] good, Random random) {
        byte[] text = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length + 1) : good.length);
        for (int change = random.nextInt(4); change > 0 && text.length > 0; change--) {
            text[random.nextInt(text.length)] = (byte) random.nextInt(256);
        }
        return text;
    }

    @ParameterizedTest
    @EnumSource
    void haveASignatureOfAnyLengthThatDoesNotHold(Algorithm algorithm) {
        Random random = new Random(1);
        SigningKey key = SigningKey.of(algorithm.text(), "k");
        PublicKey published =
                KeySet.parse(Bytes.utf8("{\"keys\":[" + key.jwk() + "]}")).find("k", algorithm);
        assertThat(published).isNotNull();
        for (int length : new int[] {0, 1, 2, 63, 64, 65, 95, 96, 97, 131, 132, 133, 255, 256, 257, 1000}) {
            byte[] signature = new byte[length];
            assertThat(algorithm.verifies(signature, published, new byte[10])).isFalse();
            random.nextBytes(signature);
            assertThat(algorithm.verifies(signature, published, new byte[10])).isFalse();
        }
    }

    @Test
    void mayNestAsDeepAsJsonMay() {
        String deep = "[".repeat(5000) + "]".repeat(5000);
        byte[] token = (SigningKey.part("{\"alg\":\"RS256\"}") + "." + SigningKey.part("{\"a\":" + deep + "}") + ".AA")
                .getBytes(UTF_8);

        assertThatThrownBy(() -> Jwt.parse(token)).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @EnumSource
    void areNotVerifiedWithAKeyOfAnotherKind(Algorithm algorithm) {
        SigningKey other = SigningKey.of(algorithm.text().startsWith("ES") ? "EdDSA" : "ES256", "k");
        Algorithm ofOther = Algorithm.of(algorithm.text().startsWith("ES") ? "EdDSA" : "ES256");
        KeySet keys = KeySet.parse(Bytes.utf8("{\"keys\":[" + other.jwk("") + "]}"));
        PublicKey published = keys.find("k", ofOther);

        assertThat(keys.find("k", algorithm)).isNull();
        assertThat(algorithm.verifies(new byte[256], published, new byte[1])).isFalse();
    }
}
