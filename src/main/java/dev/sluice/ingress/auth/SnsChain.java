package dev.sluice.ingress.auth;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate that claims to be one that Amazon SNS signs with, and behind it those of who issued it, as far as they
 * are known. Not thread-safe.
 */
final class SnsChain {

    private static final int MOST_IN_A_FILE = 10;

    /** Where the authorities are that issue to AWS, which SNS leaves out beside its certificates. */
    private static final Pattern AUTHORITIES =
            Pattern.compile("https?://(?:[a-z0-9-]+\\.)+(?:amazontrust|digicert)\\.com/[A-Za-z0-9_./-]{1,100}");

    /** The DER of "CA issuers" (RFC 5280, 4.2.2.1) and the tag of the URI that follows. */
    private static final byte[] CA_ISSUERS = {6, 8, 0x2B, 6, 1, 5, 5, 7, 0x30, 2, (byte) 0x86};

    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
    private static final int DNS_NAME = 2;

    private final List<X509Certificate> certificates = new ArrayList<>();

    /**
     * Reads the certificates in a file.
     *
     * @param encoded in PEM or DER
     * @throws CertificateException if there is none, or too many, or one that is not an X.509 certificate
     */
    SnsChain(byte[] encoded) throws CertificateException {
        add(encoded);
    }

    /** Adds those in another file, read the same way. */
    void add(byte[] encoded) throws CertificateException {
        List<X509Certificate> all = new ArrayList<>();
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(encoded))) {
            if (certificate instanceof X509Certificate x509) {
                all.add(x509);
            }
        }
        if (all.isEmpty() || all.size() > MOST_IN_A_FILE) {
            throw new CertificateException("no certificate, or too many");
        }
        certificates.addAll(all);
    }

    private X509Certificate leaf() {
        return certificates.get(0);
    }

    /** The key of the certificate. */
    PublicKey key() {
        return leaf().getPublicKey();
    }

    /** Until when the certificate is valid, in milliseconds since 1970. */
    long endMillis() {
        return leaf().getNotAfter().toInstant().toEpochMilli();
    }

    /** Checks that the certificate is valid at {@code nowMillis}, and has a name of {@code endpoint}. */
    void check(SnsEndpoint endpoint, long nowMillis) throws CertificateException {
        if (nowMillis < leaf().getNotBefore().toInstant().toEpochMilli() || nowMillis >= endMillis()) {
            throw new CertificateException("it is not valid now");
        }
        if (!names().stream().anyMatch(endpoint.certificateNames()::contains)) {
            throw new CertificateException("it is not SNS's");
        }
    }

    private List<String> names() throws CertificateException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = leaf().getSubjectAlternativeNames();
        for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
            if (alternative.get(0).equals(DNS_NAME)) {
                names.add(String.valueOf(alternative.get(1)));
            }
        }
        return names;
    }

    /** Checks that {@code trust} trusts who issued the certificate. */
    void check(X509TrustManager trust) throws CertificateException {
        trust.checkServerTrusted(certificates.toArray(new X509Certificate[0]), "ECDHE_RSA");
    }

    /** Where the certificate of who issued this one is, if that is one of AWS's authorities; otherwise null. */
    @Nullable
    URI authority() {
        byte[] extension = leaf().getExtensionValue(AUTHORITY_INFORMATION);
        for (int i = 0; extension != null && i + CA_ISSUERS.length < extension.length; i++) {
            int from = i + CA_ISSUERS.length + 1;
            if (Arrays.equals(extension, i, from - 1, CA_ISSUERS, 0, CA_ISSUERS.length)) {
                // a length of one byte, as an address has that matches
                int to = Math.min(extension.length, from + Math.max(0, extension[from - 1]));
                String address = new String(extension, from, to - from, StandardCharsets.ISO_8859_1);
                return AUTHORITIES.matcher(address).matches() ? URI.create(address) : null;
            }
        }
        return null;
    }
}
