package dev.sluice.ingress.auth;

import static dev.sluice.ingress.auth.Requests.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ClientCertificate;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MtlsProofTest {

    @TempDir
    static Path folder;

    private static SSLSession shown;
    private static SSLSession silent;
    private static SSLSession unnamed;

    @BeforeAll
    static void connect() throws Exception {
        TlsSessions sessions = new TlsSessions(folder);
        shown = sessions.withCertificate(
                "CN=trigger, OU=Events, O=Example\\, Inc., C=IE",
                "ip:127.0.0.1,dns:trigger.example,uri:spiffe://example/ns/prod/sa/trigger,email:trigger@example.org");
        silent = sessions.withoutCertificate();
        unnamed = sessions.withCertificate("CN=trigger", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CN=trigger,OU=Events,O=Example\\, Inc.,C=IE | | CN=trigger,OU=Events,O=Example\\, Inc.,C=IE
            CN=other;CN=trigger,OU=Events,*             | | CN=trigger,OU=Events,O=Example\\, Inc.,C=IE
            *                                           | | CN=trigger,OU=Events,O=Example\\, Inc.,C=IE
            CN=trigger                                  | | INVALID
            CN=trigger,OU=Events,O=Example\\, Inc.,C=I  | | INVALID
            CN=Trigger*                                 | | INVALID
            | trigger.example                              | trigger.example
            | trigger.example.com                          | INVALID
            | spiffe://example/ns/prod/*                   | spiffe://example/ns/prod/sa/trigger
            | other;trigger@example.org                    | trigger@example.org
            | 127.0.0.1                                    | INVALID
            | CN=trigger*                                  | INVALID
            CN=trigger,* | trigger.example | CN=trigger,OU=Events,O=Example\\, Inc.,C=IE
            CN=trigger,* | other.example   | INVALID
            CN=other,*   | trigger.example | INVALID
            """)
    void isACertificateWhoseSubjectAndNamesFit(String subjects, String names, String says) {
        assertThat(says(proof(subjects, names).check(Requests.over(shown)))).isEqualTo(says);
    }

    @Test
    void isInvalidWithoutNamesWhereOneIsAskedFor() {
        assertThat(says(proof(null, "*").check(Requests.over(unnamed)))).isEqualTo("INVALID");
    }

    @Test
    void isMissingWithoutACertificateAndWithoutTls() {
        MtlsProof proof = proof("*", null);
        assertThat(says(proof.check(Requests.over(silent)))).isEqualTo("MISSING");
        assertThat(says(proof.check(Requests.headers()))).isEqualTo("MISSING");
        assertThat(proof.challenge()).isNull();
    }

    private static MtlsProof proof(String subjects, String names) {
        return new MtlsProof(new ClientCertificate(list(subjects), list(names)));
    }

    private static List<String> list(String patterns) {
        return patterns == null ? List.of() : List.of(patterns.split(";"));
    }
}
