package dev.sluice.ingress.auth;

import dev.sluice.core.event.Bytes;
import dev.sluice.runtime.LogThrottle;
import dev.sluice.runtime.Shown;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that Amazon SNS signs with, by their address: fetched once, and trusted if the platform trusts who
 * issued them to one of SNS's names.
 *
 * <p>Keeps {@value #MOST} of them, and as many failures for a minute. However many messages come,
 * {@value #MOST_A_MINUTE} are fetched a minute at most, each once for all messages that wait for it. Thread-safe.
 */
final class SnsCertificates {

    static final int MOST = 16;
    static final int MOST_A_MINUTE = 6;

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_WAITING = 1000;
    private static final int MOST_IN_A_FILE = 10;

    /** Where the authorities are that issue to AWS, which SNS leaves out beside its certificates. */
    private static final Pattern AUTHORITIES =
            Pattern.compile("https?://(?:[a-z0-9-]+\\.)+(?:amazontrust|digicert)\\.com/[A-Za-z0-9_./-]{1,100}");

    /** The DER of "CA issuers" (RFC 5280, 4.2.2.1) and the tag of the URI that follows. */
    private static final byte[] CA_ISSUERS = {6, 8, 0x2B, 6, 1, 5, 5, 7, 0x30, 2, (byte) 0x86};

    private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
    private static final int DNS_NAME = 2;

    private final Function<Fetch.Source, CompletionStage<Bytes>> fetch;
    private final Function<URI, X509TrustManager> trust;
    private final Aside.Lane lane;
    private final LongSupplier nanoTime;
    private final LongSupplier epochMillis;
    private final LogThrottle limit;

    /** The rest is guarded by this object. */
    private final Map<URI, Found> found = new LinkedHashMap<>();

    private final Map<URI, Running> running = new HashMap<>();
    private long minuteNanos;
    private int thisMinute;

    /** What is known of a certificate. */
    sealed interface Found {

        /** Its key, which is trusted until {@code endMillis}, in milliseconds since 1970. */
        record Trusted(PublicKey key, long endMillis) implements Found {}

        /** It is none that is trusted; so it was at {@code nanos}. */
        record Untrusted(long nanos) implements Found {}

        /** It cannot be had now; so it was at {@code nanos}. */
        record Away(long nanos) implements Found {}
    }

    private static final class Running {
        private final CompletableFuture<Found> end = new CompletableFuture<>();
        private int waiting = 1;
    }

    /**
     * Certificates that are fetched by {@code fetch} and read in {@code lane}.
     *
     * @param trust the authorities for a certificate's address; asked in the lane
     */
    SnsCertificates(
            Function<Fetch.Source, CompletionStage<Bytes>> fetch,
            Function<URI, X509TrustManager> trust,
            Aside.Lane lane,
            LongSupplier nanoTime,
            LongSupplier epochMillis) {
        this.fetch = fetch;
        this.trust = trust;
        this.lane = lane;
        this.nanoTime = nanoTime;
        this.epochMillis = epochMillis;
        this.limit = new LogThrottle(nanoTime);
        this.minuteNanos = nanoTime.getAsLong();
    }

    /** What the platform trusts. */
    static X509TrustManager platform(URI uri) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return x509;
                }
            }
            throw new IllegalStateException("the platform has no trust in certificates");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The certificate at {@code uri}, which must be one of {@link SnsEndpoint#certificate}.
     *
     * @return completed at once if it is known; never with a failure
     */
    CompletionStage<Found> find(URI uri, SnsEndpoint endpoint) {
        Running mine;
        synchronized (this) {
            Found known = found.get(uri);
            if (known != null && isGood(known)) {
                return CompletableFuture.completedStage(known);
            }
            Running other = running.get(uri);
            if (other != null && ++other.waiting <= MOST_WAITING) {
                return other.end;
            }
            if (other != null || !mayFetch()) {
                return CompletableFuture.completedStage(new Found.Away(nanoTime.getAsLong()));
            }
            mine = new Running();
            running.put(uri, mine);
        }
        fetch.apply(new Fetch.Source(uri, Reach.PUBLIC, null, null))
                .thenCompose(pem -> judge(uri, endpoint, pem.toArray(), null))
                .exceptionally(failure -> away(uri, failure))
                .thenAccept(judged -> keep(uri, judged, mine));
        return mine.end;
    }

    private boolean isGood(Found known) {
        if (known instanceof Found.Trusted trusted) {
            return epochMillis.getAsLong() < trusted.endMillis();
        }
        long since = known instanceof Found.Untrusted untrusted
                ? untrusted.nanos()
                : known instanceof Found.Away away ? away.nanos() : 0;
        return nanoTime.getAsLong() - since < MINUTE_NANOS;
    }

    private boolean mayFetch() {
        long now = nanoTime.getAsLong();
        if (now - minuteNanos >= MINUTE_NANOS) {
            minuteNanos = now;
            thisMinute = 0;
        }
        return ++thisMinute <= MOST_A_MINUTE;
    }

    /** A failure never makes room for itself at the cost of a certificate that is trusted. */
    private void keep(URI uri, Found judged, Running mine) {
        synchronized (this) {
            running.remove(uri);
            found.remove(uri);
            if (found.size() == MOST) {
                URI oldest = found.entrySet().stream()
                        .filter(entry -> !(entry.getValue() instanceof Found.Trusted))
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElse(
                                judged instanceof Found.Trusted
                                        ? found.keySet().iterator().next()
                                        : null);
                if (oldest != null) {
                    found.remove(oldest);
                }
            }
            if (found.size() < MOST) {
                found.put(uri, judged);
            }
        }
        mine.end.complete(judged);
    }

    private Found away(URI uri, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (limit.occasionsToReport() > 0) {
            LOG.warnf(
                    "the certificate of an SNS message cannot be fetched from %s: %s",
                    uri.getHost(), Shown.text(cause.getClass().getSimpleName() + " " + cause.getMessage()));
        }
        return new Found.Away(nanoTime.getAsLong());
    }

    /** Whether a certificate is trusted; {@code authority} may be one that issued it. */
    private CompletionStage<Found> judge(URI uri, SnsEndpoint endpoint, byte[] pem, byte @Nullable [] authority) {
        CompletableFuture<CompletionStage<Found>> judged = new CompletableFuture<>();
        boolean runs = lane.run(() -> {
            try {
                judged.complete(judgeHere(uri, endpoint, pem, authority));
            } catch (RuntimeException e) {
                judged.completeExceptionally(e);
            }
        });
        if (!runs) {
            judged.completeExceptionally(new IOException("too much is read at once"));
        }
        return judged.thenCompose(later -> later);
    }

    private CompletionStage<Found> judgeHere(URI uri, SnsEndpoint endpoint, byte[] pem, byte @Nullable [] authority) {
        List<X509Certificate> chain;
        try {
            chain = certificates(pem);
            X509Certificate leaf = chain.get(0);
            long now = epochMillis.getAsLong();
            if (now < leaf.getNotBefore().toInstant().toEpochMilli() || now >= end(leaf)) {
                throw new CertificateException("it is not valid now");
            }
            if (!names(leaf).stream().anyMatch(endpoint.certificateNames()::contains)) {
                throw new CertificateException("it is not SNS's");
            }
            if (authority != null) {
                chain.addAll(certificates(authority));
            }
        } catch (CertificateException e) {
            return CompletableFuture.completedStage(untrusted(uri, e));
        }
        X509Certificate leaf = chain.get(0);
        try {
            trust.apply(uri).checkServerTrusted(chain.toArray(new X509Certificate[0]), "ECDHE_RSA");
            return CompletableFuture.completedStage(new Found.Trusted(leaf.getPublicKey(), end(leaf)));
        } catch (CertificateException e) {
            URI issuer = authority == null ? authority(leaf) : null;
            return issuer == null
                    ? CompletableFuture.completedStage(untrusted(uri, e))
                    : fetch.apply(new Fetch.Source(issuer, Reach.PUBLIC_SIGNED, null, null))
                            .thenCompose(bytes -> judge(uri, endpoint, pem, bytes.toArray()));
        }
    }

    private Found untrusted(URI uri, CertificateException failure) {
        if (limit.occasionsToReport() > 0) {
            LOG.warnf(
                    "the certificate of an SNS message, from %s, is not trusted: %s",
                    uri.getHost(), Shown.text(String.valueOf(failure.getMessage())));
        }
        return new Found.Untrusted(nanoTime.getAsLong());
    }

    private static List<X509Certificate> certificates(byte[] encoded) throws CertificateException {
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
        return all;
    }

    private static long end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant().toEpochMilli();
    }

    private static List<String> names(X509Certificate leaf) throws CertificateException {
        List<String> names = new ArrayList<>();
        Collection<List<?>> alternatives = leaf.getSubjectAlternativeNames();
        for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
            if (alternative.get(0).equals(DNS_NAME)) {
                names.add(String.valueOf(alternative.get(1)));
            }
        }
        return names;
    }

    /** Where the certificate of who issued {@code leaf} is, if that is one of AWS's authorities; otherwise null. */
    private static @Nullable URI authority(X509Certificate leaf) {
        byte[] extension = leaf.getExtensionValue(AUTHORITY_INFORMATION);
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
