package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnexpandedCheckTest {

    private static final String TOLD = " has a $(NAME) in it, which Kubernetes did not replace: ";
    private static final String REMEDY = "define the variable before it in env, or write ${NAME} in a file";

    @Test
    void stopsASecretThatIsNothingElse() {
        assertThat(Configured.by("sluice: { topic: t, redact-secret: '$(THE_REDACT_SECRET)' }")
                        .errors())
                .containsExactly("sluice.redact-secret" + TOLD + REMEDY);
        assertThat(Configured.by("sluice: { topic: t }", Map.of("SLUICE_REDACT_SECRET", "$(THE_REDACT_SECRET)"))
                        .errors())
                .containsExactly("SLUICE_REDACT_SECRET" + TOLD + REMEDY);
    }

    @Test
    void stopsASecretThatAFileTakesFromAVariable() {
        Configured configured = Configured.by(
                "sluice: { topic: t, redact-secret: '${HASHING}' }", Map.of("HASHING", "$(THE_REDACT_SECRET)"));
        assertThat(configured.errors()).containsExactly("sluice.redact-secret" + TOLD + REMEDY);
    }

    @ParameterizedTest
    @CsvSource({"sluice.redact-secret, 0123456789$(NAME)", "sluice.headers.a, $(TENANT)", "kafka.client.id, a-$(POD)"})
    void advisesOfOthers(String key, String value) {
        Configured configured = Configured.by("sluice.topic: t\n" + key + ": " + value);
        assertThat(configured.errors()).isEmpty();
        assertThat(configured.advice()).containsExactly(key + TOLD + "if that is not meant, " + REMEDY);
    }

    @ParameterizedTest
    @CsvSource({"0123456789$(a b)", "0123456789$name", "0123456789(NAME)", "0123456789$()"})
    void leavesOtherDollarsAlone(String secret) {
        Configured configured = Configured.by("sluice: { topic: t, redact-secret: '" + secret + "' }");
        assertThat(configured.errors().stream().filter(line -> line.contains("Kubernetes")))
                .isEmpty();
        assertThat(configured.advice()).isEmpty();
    }
}
