package dev.sluice.ingress.auth;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that is trusted, one below it, and what that issues: as AWS's, of which SNS publishes the last only. */
final class SnsAuthority {

    final KeyPair key = keys();

    private final KeyPair rootKey = keys();
    private final KeyPair middleKey = keys();
    private final Instant now;
    private final X509Certificate root;
    private final X509Certificate middle;

    SnsAuthority(long nowMillis) {
        now = Instant.ofEpochMilli(nowMillis);
        root = issue("Root", rootKey, "Root", rootKey, 0, List.of(), null, true);
        middle = issue("Middle", middleKey, "Root", rootKey, 0, List.of(), null, true);
    }

    static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A certificate for {@link #key}, valid from {@code days} days from now on for ten. */
    X509Certificate leaf(String name, int days, String authorityAt) {
        return issue("sns", key, "Middle", middleKey, days, List.of(name), authorityAt, false);
    }

    /** One that nobody issued. */
    X509Certificate selfSigned(String name) {
        return issue("sns", key, "sns", key, 0, List.of(name), null, false);
    }

    /** The authority that issues the leaves. */
    X509Certificate middle() {
        return middle;
    }

    private X509Certificate issue(
            String subject,
            KeyPair key,
            String issuer,
            KeyPair issuerKey,
            int days,
            List<String> names,
            String authorityAt,
            boolean isAuthority) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=" + issuer),
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(now.plus(Duration.ofDays(days - 1))),
                    Date.from(now.plus(Duration.ofDays(days + 9))),
                    new X500Name("CN=" + subject),
                    key.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
            if (!names.isEmpty()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(names.stream()
                                .map(name -> new GeneralName(GeneralName.dNSName, name))
                                .toArray(GeneralName[]::new)));
            }
            if (authorityAt != null) {
                builder.addExtension(
                        Extension.authorityInfoAccess, false, new AuthorityInformationAccess(new AccessDescription[] {
                            new AccessDescription(
                                    AccessDescription.id_ad_ocsp,
                                    new GeneralName(GeneralName.uniformResourceIdentifier, "http://ocsp.example")),
                            new AccessDescription(
                                    AccessDescription.id_ad_caIssuers,
                                    new GeneralName(GeneralName.uniformResourceIdentifier, authorityAt))
                        }));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(issuerKey.getPrivate())));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    /** Trust in the root alone. */
    X509TrustManager trust() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("root", root);
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Certificates in PEM. */
    static byte[] pem(X509Certificate... certificates) {
        ByteArrayOutputStream pem = new ByteArrayOutputStream();
        Stream.of(certificates)
                .forEach(certificate -> pem.writeBytes(("-----BEGIN CERTIFICATE-----\n"
                                + Base64.getMimeEncoder().encodeToString(der(certificate))
                                + "\n-----END CERTIFICATE-----\n")
                        .getBytes(StandardCharsets.US_ASCII)));
        return pem.toByteArray();
    }

    static byte[] der(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The signature by {@link #key} in base64. */
    String sign(String algorithm, byte[] signed) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key.getPrivate());
            signature.update(signed);
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
