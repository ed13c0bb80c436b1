package dev.sluice.ingress.auth;

import dev.sluice.config.ClientCertificate;
import dev.sluice.core.event.TextPattern;
import dev.sluice.ingress.auth.Verdict.Reason;
import dev.sluice.ingress.auth.Verdict.Unproven;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * A client certificate that the TLS listener has verified. The caller is its subject, or, where only names are asked
 * for, the first of its subject alternative names that fits.
 */
public final class MtlsProof implements Proof {

    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;

    private static final Unproven MISSING = new Unproven(Reason.MISSING, "connect by TLS, with a client certificate");
    private static final Unproven OTHER =
            new Unproven(Reason.INVALID, "the client certificate is not that of a caller");

    private final List<String> subjects;
    private final List<String> names;

    /** Takes the certificates that {@code settings} says. */
    public MtlsProof(ClientCertificate settings) {
        this.subjects = List.copyOf(settings.subjects());
        this.names = List.copyOf(settings.names());
    }

    @Override
    public Verdict check(Presented request) {
        X509Certificate certificate = request.tls() == null ? null : certificate(request.tls());
        if (certificate == null) {
            return MISSING;
        }
        // the platform keeps what it made of the certificate, so this is not done anew for each request
        String subject = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
        if (!subjects.isEmpty() && !fits(subjects, subject)) {
            return OTHER;
        }
        if (names.isEmpty()) {
            return new Verdict.Proven(subject);
        }
        String name = nameThatFits(certificate);
        if (name == null) {
            return OTHER;
        }
        return new Verdict.Proven(subjects.isEmpty() ? name : subject);
    }

    private static @Nullable X509Certificate certificate(SSLSession tls) {
        try {
            Certificate[] chain = tls.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
        } catch (SSLPeerUnverifiedException e) {
            // the client has shown none
            return null;
        }
    }

    private @Nullable String nameThatFits(X509Certificate certificate) {
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (isText(alternative.get(0)) && alternative.get(1) instanceof String name && fits(names, name)) {
                        return name;
                    }
                }
            }
            return null;
        } catch (CertificateParsingException e) {
            return null;
        }
    }

    private static boolean isText(Object type) {
        return type instanceof Integer kind && (kind == DNS || kind == URI || kind == EMAIL);
    }

    private static boolean fits(List<String> patterns, String name) {
        return patterns.stream().anyMatch(pattern -> TextPattern.matches(pattern, name));
    }
}
