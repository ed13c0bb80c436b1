package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityUseTest {

    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\" password=\"b\";";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            kafka: { sasl.mechanism: PLAIN, sasl.jaas.config: '{login}' } | kafka.sasl.jaas.config has no effect: kafka.security.protocol is PLAINTEXT; write SASL_SSL, or SASL_PLAINTEXT for brokers without TLS
            kafka: { sasl.mechanism: PLAIN }                             | kafka.sasl.mechanism has no effect: kafka.security.protocol is PLAINTEXT; write SASL_SSL, or SASL_PLAINTEXT for brokers without TLS
            kafka: { security.protocol: ssl, sasl.mechanism: PLAIN }     | kafka.sasl.mechanism has no effect: kafka.security.protocol is SSL; write SASL_SSL
            kafka: { ssl.truststore.location: /a.pem, ssl.truststore.type: PEM } | kafka.ssl.truststore.location has no effect: kafka.security.protocol is PLAINTEXT; write SSL
            kafka: { ssl.keystore.password: SENTINEL }                   | kafka.ssl.keystore.password has no effect: kafka.security.protocol is PLAINTEXT; write SSL
            kafka: { tls-configuration-name: a }                         | kafka.tls-configuration-name has no effect: kafka.security.protocol is PLAINTEXT; write SSL
            kafka: { security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN, sasl.jaas.config: '{login}', ssl.truststore.type: PEM } | kafka.ssl.truststore.type has no effect: kafka.security.protocol is SASL_PLAINTEXT; write SASL_SSL
            mp: { messaging: { outgoing: { records: { security.protocol: PLAINTEXT, sasl.mechanism: PLAIN } } } } | mp.messaging.outgoing.records.sasl.mechanism has no effect: mp.messaging.outgoing.records.security.protocol is PLAINTEXT; write SASL_SSL, or SASL_PLAINTEXT for brokers without TLS
            kafka: { securty.protocol: SASL_SSL, sasl.mechanism: PLAIN, sasl.jaas.config: '{login}' } | kafka.securty.protocol is not a setting: write security.protocol
            """)
    void tellsWhatTheProtocolDoesNotUse(String line, String told) {
        assertThat(SharedKeysTest.refusals(line.replace("{login}", LOGIN), Map.of()))
                .containsExactly(told);
    }

    @Test
    void tellsOfBothWithOneRemedy() {
        assertThat(SharedKeysTest.refusals(
                        "kafka: { sasl.mechanism: PLAIN, ssl.truststore.location: /a.pem }",
                        Map.of("KAFKA_SASL_JAAS_CONFIG", LOGIN)))
                .containsExactly(
                        "kafka.sasl.jaas.config has no effect: kafka.security.protocol is PLAINTEXT; write SASL_SSL",
                        "kafka.ssl.truststore.location has no effect: kafka.security.protocol is PLAINTEXT; write"
                                + " SASL_SSL");
    }

    @Test
    void takesWhatTheProtocolUses() {
        String login = "kafka: { security.protocol: SASL_PLAINTEXT, sasl.mechanism: PLAIN, sasl.jaas.config: '" + LOGIN;
        assertThat(SharedKeysTest.refusals(login + "' }", Map.of())).isEmpty();
        assertThat(SharedKeysTest.refusals("kafka: { security.protocol: SSL, ssl.protocol: TLSv1.3 }", Map.of()))
                .isEmpty();
    }
}
