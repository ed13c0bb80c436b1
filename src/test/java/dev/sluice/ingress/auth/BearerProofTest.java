package dev.sluice.ingress.auth;

import static dev.sluice.ingress.auth.Requests.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.BearerToken;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearerProofTest {

    private final BearerProof proof = new BearerProof(
            new BearerToken(List.of(
                    Requests.secrets("a", "0123456789abcdef", "fedcba9876543210"),
                    Requests.secrets("b", "0123456789abcdeg"))),
            Requests.unchanging());

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Bearer 0123456789abcdef  | a
            Bearer fedcba9876543210  | a
            Bearer 0123456789abcdeg  | b
            bearer  0123456789abcdeg | b
            Bearer 0123456789abcdeF  | INVALID
            Bearer 0123456789abcde   | INVALID
            Bearer 0123456789abcdeff | INVALID
            Bearer ,                 | INVALID
            Basic 0123456789abcdef   | MISSING
            Bearer                   | MISSING
            """)
    void isATokenOfACaller(String authorization, String says) {
        assertThat(says(proof.check(Requests.headers("Authorization: " + authorization))))
                .isEqualTo(says);
    }

    @Test
    void isMissingWithoutTheHeaderAndInvalidWithTwo() {
        assertThat(says(proof.check(Requests.headers()))).isEqualTo("MISSING");
        String right = "Authorization: Bearer 0123456789abcdef";
        assertThat(says(proof.check(Requests.headers(right, right)))).isEqualTo("INVALID");
        assertThat(proof.challenge()).isEqualTo("Bearer realm=\"sluice\"");
    }
}
