package dev.sluice.core.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.Bytes;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keyed hashes, against published ones. */
class HmacTest {

    private static final String JEFE = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    @Test
    void isTheOneOfRfc4231() {
        Hmac hmac = new Hmac("Jefe");
        assertThat(hmac.hex("what do ya want for nothing?")).isEqualTo(JEFE);
        assertThat(hmac.hex(Bytes.utf8("[what do ya want for nothing?]").slice(1, 29)))
                .isEqualTo(JEFE);
    }

    @Test
    void isThatOfThePlatformForSecretsOfAnyLength() throws GeneralSecurityException {
        for (int length = 1; length < 200; length++) {
            String secret = "\u00e9".repeat(length / 2) + "s".repeat(length % 2);
            String text = "t".repeat(3 * length);
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            assertThat(new Hmac(secret).hex(text))
                    .isEqualTo(HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8))));
        }
    }

    @Test
    void isTheSameOnManyThreadsAtOnce() {
        Hmac hmac = new Hmac("Jefe");
        Set<String> hashes = IntStream.range(0, 20_000)
                .parallel()
                .mapToObj(i -> hmac.hex("what do ya want for nothing?"))
                .collect(Collectors.toSet());
        assertThat(hashes).containsExactly(JEFE);
    }

    @Test
    void showsNothingOfTheSecret() {
        assertThat(new Hmac("secret")).hasToString("HMAC-SHA-256");
    }

    @Test
    void needsASecret() {
        assertThatThrownBy(() -> new Hmac("")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"e\"|e",
                "\"\\u0065\"|e",
                "\"a\\nb\\\\\"|~a\nb\\~",
                "\"\u00e9\\u00e9\"|\u00e9\u00e9",
                "\"\\ud83d\\ude00\"|\ud83d\ude00",
                "\"\"|~~",
                "1.50|1.50",
                "true|true",
                "null|null",
                "{ \"a\" : [] }|{ \"a\" : [] }",
                "\"\\ud83d\"|\"\\ud83d\""
            })
    void ofAJsonValueIsThatOfWhatItSays(String json, String hashed) {
        Hmac hmac = new Hmac("secret");
        assertThat(hmac.hexOfValue(Bytes.utf8(json))).isEqualTo(hmac.hex(hashed));
    }
}
