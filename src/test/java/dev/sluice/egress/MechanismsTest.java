package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MechanismsTest {

    static Set<String> mechanisms() {
        return Mechanisms.names();
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void beginToAuthenticateOnAJvm(String mechanism) throws Exception {
        Mechanisms.begin(mechanism);
        assertThat(Mechanisms.failure(mechanism)).isNull();
    }

    @Test
    void includeALoginAtATokenEndpoint() throws Exception {
        Mechanisms.beginWithAToken();
    }

    @Test
    void areUsedWhereTheProtocolHasSasl() {
        assertThat(Mechanisms.used(Map.of("sasl.mechanism", "PLAIN"))).isNull();
        assertThat(Mechanisms.used(Map.of("sasl.mechanism", "PLAIN", "security.protocol", "SSL")))
                .isNull();
        assertThat(Mechanisms.used(Map.of("sasl.mechanism", "PLAIN", "security.protocol", "sasl_ssl")))
                .isEqualTo("PLAIN");
        assertThat(Mechanisms.used(Map.of("security.protocol", "SASL_PLAINTEXT")))
                .isEqualTo("GSSAPI");
    }

    @Test
    void leaveOthersToTheClient() {
        assertThat(Mechanisms.failure("GSSAPI")).isNull();
        assertThat(Mechanisms.logsInLocally("GSSAPI")).isFalse();
        assertThat(Mechanisms.logsInLocally("OAUTHBEARER")).isFalse();
        assertThatThrownBy(() -> Mechanisms.begin("GSSAPI")).isInstanceOf(RuntimeException.class);
    }
}
