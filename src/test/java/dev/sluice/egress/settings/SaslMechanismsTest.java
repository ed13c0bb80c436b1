package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SaslMechanismsTest {

    static Set<String> mechanisms() {
        return SaslMechanisms.names();
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void beginToAuthenticateOnAJvm(String mechanism) throws Exception {
        SaslMechanisms.begin(mechanism);
        assertThat(SaslMechanisms.failure(mechanism)).isNull();
    }

    @Test
    void includeALoginAtATokenEndpoint() throws Exception {
        SaslMechanisms.beginWithAToken();
    }

    @Test
    void areUsedWhereTheProtocolHasSasl() {
        assertThat(SaslMechanisms.used(Map.of("sasl.mechanism", "PLAIN"))).isNull();
        assertThat(SaslMechanisms.used(Map.of("sasl.mechanism", "PLAIN", "security.protocol", "SSL")))
                .isNull();
        assertThat(SaslMechanisms.used(Map.of("sasl.mechanism", "PLAIN", "security.protocol", "sasl_ssl")))
                .isEqualTo("PLAIN");
        assertThat(SaslMechanisms.used(Map.of("security.protocol", "SASL_PLAINTEXT")))
                .isEqualTo("GSSAPI");
    }

    @Test
    void leaveOthersToTheClient() {
        assertThat(SaslMechanisms.failure("GSSAPI")).isNull();
        assertThat(SaslMechanisms.logsInLocally("GSSAPI")).isFalse();
        assertThat(SaslMechanisms.logsInLocally("OAUTHBEARER")).isFalse();
        assertThatThrownBy(() -> SaslMechanisms.begin("GSSAPI")).isInstanceOf(RuntimeException.class);
    }
}
