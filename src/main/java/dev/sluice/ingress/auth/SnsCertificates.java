package dev.sluice.ingress.auth;

import dev.sluice.core.event.Bytes;
import dev.sluice.runtime.LogThrottle;
import dev.sluice.runtime.Shown;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
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
        SnsChain chain;
        try {
            chain = new SnsChain(pem);
            chain.check(endpoint, epochMillis.getAsLong());
            if (authority != null) {
                chain.add(authority);
            }
        } catch (CertificateException e) {
            return CompletableFuture.completedStage(untrusted(uri, e));
        }
        try {
            chain.check(trust.apply(uri));
            return CompletableFuture.completedStage(new Found.Trusted(chain.key(), chain.endMillis()));
        } catch (CertificateException e) {
            URI issuer = authority == null ? chain.authority() : null;
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
}
