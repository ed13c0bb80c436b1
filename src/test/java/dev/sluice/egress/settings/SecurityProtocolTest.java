package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecurityProtocolTest {

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "PLAINTEXT,PLAINTEXT,false,false,true",
                "SSL,SSL,true,false,true",
                "sasl_plaintext,SASL_PLAINTEXT,false,true,true",
                " Sasl_Ssl ,SASL_SSL,true,true,true",
                "TLS_SSL,TLS_SSL,false,false,false",
                "SASL,SASL,false,false,false",
            })
    void usesWhatItsNameSays(String written, String name, boolean tls, boolean sasl, boolean known) {
        SecurityProtocol protocol = SecurityProtocol.of(written);
        assertThat(protocol.name()).isEqualTo(name);
        assertThat(protocol.usesTls()).isEqualTo(tls);
        assertThat(protocol.usesSasl()).isEqualTo(sasl);
        assertThat(protocol.isKnown()).isEqualTo(known);
    }

    @Test
    void isPlaintextByDefault() {
        assertThat(SecurityProtocol.in(Map.of())).isEqualTo(SecurityProtocol.of("PLAINTEXT"));
    }
}
