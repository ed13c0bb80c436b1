package dev.sluice.ingress.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Check;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProofChecksTest {

    static Stream<Map.Entry<String, Check>> parts() {
        return ProofChecks.parts().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("parts")
    void passForEveryAlgorithm(Map.Entry<String, Check> part) {
        assertThat(Check.failure(part.getValue())).as(part.getKey()).isNull();
    }

    @Test
    void areOfSignaturesAndOfTokens() {
        assertThat(ProofChecks.parts())
                .containsOnlyKeys(
                        "signature HmacSHA256",
                        "signature HmacSHA1",
                        "signature HmacSHA512",
                        "signature Ed25519",
                        "token RS256",
                        "token PS256",
                        "token ES256",
                        "token EdDSA");
    }
}
