package dev.sluice.egress.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class ReasonsTest {

    @Test
    void areThoseOfTheInnermostCauseThatSaysMore() {
        CertPathBuilderException path = new CertPathBuilderException("unable to find valid certification path");
        SSLHandshakeException handshake = new SSLHandshakeException(
                "PKIX path building failed: " + path.getClass().getName() + ": " + path.getMessage());
        handshake.initCause(new CertificateException(handshake.getMessage(), path));
        assertThat(Reasons.of(new SslAuthenticationException("SSL handshake failed", handshake)))
                .isEqualTo("SslAuthenticationException: " + handshake.getMessage());
    }

    @Test
    void areTheTextThatWasReportedWhereNoCauseSaysMore() {
        assertThat(Reasons.of(new TimeoutException("expired", new IllegalStateException())))
                .isEqualTo("TimeoutException: expired");
    }

    @Test
    void endWhereCausesGoInACircle() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);
        assertThat(Reasons.of(one)).startsWith("Exception: ");
    }
}
