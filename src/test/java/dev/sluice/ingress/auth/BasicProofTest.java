package dev.sluice.ingress.auth;

import static dev.sluice.ingress.auth.Requests.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.BasicLogin;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasicProofTest {

    private final BasicProof proof = new BasicProof(
            new BasicLogin(List.of(
                    Requests.secrets("alice", "the old password: Alice", "the new password: Alice"),
                    Requests.secrets("Grüße", "Passwörter sind geheim"))),
            Requests.unchanging());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alice | the old password: Alice  | alice
            alice | the new password: Alice  | alice
            Grüße | Passwörter sind geheim   | Grüße
            alice | the old password: Alicf  | INVALID
            alice | the old password: Alice2 | INVALID
            alice | the old password: Alic   | INVALID
            Alice | the old password: Alice  | INVALID
            Grüße | the old password: Alice  | INVALID
            alice | ''                       | INVALID
            ''    | ''                       | INVALID
            """)
    void isTheNameAndThePasswordOfAUser(String name, String password, String says) {
        assertThat(says(proof.check(login("Basic ", name + ":" + password, StandardCharsets.UTF_8))))
                .isEqualTo(says);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Basic | MISSING
            Basic ==== | INVALID
            Basic YWxpY2U6d | INVALID
            Basic YWxpY2U6dGhlIG9sZCBwYXNzd29yZDogQWxpY2U=! | INVALID
            Basic YWxpY2U6dGhlIG9sZCBwYXNzd29yZDogQWxpY2U | alice
            Basic YWxpY2U6dGhlIG9sZCBwYXNzd29yZDogQWxpY2U= | alice
            basic  YWxpY2U6dGhlIG9sZCBwYXNzd29yZDogQWxpY2U= | alice
            BasicYWxpY2U6dGhlIG9sZCBwYXNzd29yZDogQWxpY2U= | MISSING
            Bearer YWxpY2U6dGhlIG9sZCBwYXNzd29yZDogQWxpY2U= | MISSING
            """)
    void isBase64BehindTheScheme(String authorization, String says) {
        assertThat(says(proof.check(Requests.headers("authorization: " + authorization))))
                .isEqualTo(says);
    }

    @Test
    void isInUtf8() {
        assertThat(says(proof.check(login("Basic ", "Grüße:Passwörter sind geheim", StandardCharsets.ISO_8859_1))))
                .isEqualTo("INVALID");
    }

    @Test
    void isMissingWithoutTheHeaderAndInvalidWithTwo() {
        assertThat(says(proof.check(Requests.headers()))).isEqualTo("MISSING");
        String right = "Authorization: Basic YWxpY2U6dGhlIG9sZCBwYXNzd29yZDogQWxpY2U=";
        assertThat(says(proof.check(Requests.headers(right, right)))).isEqualTo("INVALID");
    }

    @Test
    void asksForUtf8() {
        assertThat(proof.challenge()).isEqualTo("Basic realm=\"sluice\", charset=\"UTF-8\"");
        assertThat(proof.needsBody()).isFalse();
    }

    private static Presented login(String scheme, String credentials, Charset charset) {
        return Requests.headers(
                "Authorization: " + scheme + Base64.getEncoder().encodeToString(credentials.getBytes(charset)));
    }
}
