package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice.redact-secret",
                "sluice.redact.secrte",
                "sluice.redact.secret",
                "sluice.redactsecret",
                "SLUICE_REDACT_SCERET",
                "sluice.routes.orders.redact",
                "sluice.routes.orders.redact./a",
                "kafka.sasl.jaas.config",
                "ssl.key.password",
                "ssl.truststore.pasword.passwd",
                "sasl.oauthbearer.client.credentials.client.secret",
                "api-key",
                "bearer-tokn"
            })
    void mayBeInKeysOfSuchNames(String key) {
        assertThat(Secrets.mayBeIn(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice.key",
                "sluice.keyless",
                "sluice.routes.orders.topic",
                "sluice.sender",
                "sluice.partition",
                "sluice.rejects.answer",
                "sluice.ack-deadline",
                "compression.type",
                "batch.size"
            })
    void areNotInOthers(String key) {
        assertThat(Secrets.mayBeIn(key)).isFalse();
    }

    @Test
    void areNeverPartOfAnError() {
        ConfigErrors errors = new ConfigErrors();
        errors.refuse("sluice.redact.secrte", "S3CRET-long-enough-xx", "is not known: write drop, mask, hash");
        errors.refuse("sluice.redact./a", "hash", "hashes, and sluice.redact-secret is missing");
        assertThat(errors.lines())
                .containsExactly(
                        "sluice.redact.secrte (its value is not shown) is not known: write drop, mask, hash",
                        "sluice.redact./a 'hash' hashes, and sluice.redact-secret is missing");
    }
}
