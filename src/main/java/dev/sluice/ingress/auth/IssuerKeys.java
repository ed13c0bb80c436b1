package dev.sluice.ingress.auth;

import dev.sluice.config.OidcIssuer;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.runtime.Shown;
import dev.sluice.runtime.Timer;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one issuer, fetched in the background.
 *
 * <p>Until they were seen once, they are asked for again after 1 s, 2 s, and so on up to 30 s. From then on they are
 * kept, whatever becomes of the issuer, and fetched again when they are older than 15 minutes and looked at, or, at
 * most once a minute, when a token names a key that is not among them. Thread-safe.
 */
final class IssuerKeys {

    /** How old keys are when they are fetched again. */
    static final long REFRESH_NANOS = TimeUnit.MINUTES.toNanos(15);

    /** The shortest time between two fetches once the keys were seen. */
    static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");
    private static final long FIRST_RETRY_MILLIS = 1000;
    private static final long LAST_RETRY_MILLIS = 30_000;
    private static final int MOST_WAITING = 1000;

    private final OidcIssuer issuer;
    private final Function<Fetch.Source, CompletionStage<Bytes>> fetch;
    private final Aside.Lane lane;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final LongSupplier epochMillis;

    private volatile @Nullable Seen seen;

    /** The fetch that is under way, when it began, and when the next one may. Guarded by this object. */
    private @Nullable CompletableFuture<Void> running;

    private int waiting;
    private long beganMillis;
    private long nextNanos;
    private long retryMillis = FIRST_RETRY_MILLIS;

    /**
     * Keys as they were seen.
     *
     * @param names the values of {@code iss} that they are for
     * @param keys the keys
     * @param askedMillis when the fetch began, in milliseconds since 1970
     * @param oldNanos when they should be fetched again, on the clock of {@link System#nanoTime}
     */
    record Seen(List<String> names, KeySet keys, long askedMillis, long oldNanos) {}

    private record Found(List<String> names, URI keys) {}

    /**
     * Keys that are fetched by {@code fetch} and read in {@code lane}.
     *
     * @param timer for another try while the keys have not been seen
     */
    IssuerKeys(
            OidcIssuer issuer,
            Function<Fetch.Source, CompletionStage<Bytes>> fetch,
            Aside.Lane lane,
            Timer timer,
            LongSupplier nanoTime,
            LongSupplier epochMillis) {
        this.issuer = issuer;
        this.fetch = fetch;
        this.lane = lane;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.epochMillis = epochMillis;
        this.nextNanos = nanoTime.getAsLong();
    }

    /** The values of {@code iss} that the issuer has; empty until its discovery document has said them. */
    List<String> names() {
        Seen now = seen;
        return now == null ? issuer.names() : now.names;
    }

    /** The keys as they were seen last; null if they never were. Begins a fetch, for later, if they are old. */
    @Nullable
    Seen seen() {
        Seen now = seen;
        if (now != null && nanoTime.getAsLong() - now.oldNanos > 0) {
            begin();
        }
        return now;
    }

    /** Begins a fetch, unless one is under way or began too short a time ago. */
    void begin() {
        ask(false);
    }

    /**
     * Waits for the keys to be fetched, which begins unless the last time was too short a time ago.
     *
     * @return completed when the fetch has ended, well or not; null if there is none to wait for, or too many wait
     */
    @Nullable
    CompletionStage<Void> fetched() {
        return ask(true);
    }

    private @Nullable CompletionStage<Void> ask(boolean waits) {
        CompletableFuture<Void> mine;
        synchronized (this) {
            if (running != null) {
                return waits && ++waiting <= MOST_WAITING ? running : null;
            }
            long now = nanoTime.getAsLong();
            if (now - nextNanos < 0) {
                return null;
            }
            nextNanos = now + PAUSE_NANOS;
            beganMillis = epochMillis.getAsLong();
            waiting = 0;
            mine = new CompletableFuture<>();
            running = mine;
        }
        find().thenCompose(this::keys).whenComplete((keys, failure) -> end(mine, failure));
        return mine;
    }

    /** Where the keys are, and whose. */
    private CompletionStage<Found> find() {
        URI keys = issuer.keys();
        if (keys != null) {
            return CompletableFuture.completedFuture(new Found(issuer.names(), keys));
        }
        URI discovery = issuer.discovery();
        if (discovery == null) {
            return CompletableFuture.failedFuture(new IOException("has no address"));
        }
        return get(discovery).thenApply(document -> found(document));
    }

    private Found found(Bytes document) {
        JsonMembers members = JsonMembers.of(document);
        String name = members.text("issuer");
        String keys = members.text("jwks_uri");
        if (name == null || keys == null) {
            throw Refusal.malformed("the discovery document lacks issuer or jwks_uri");
        }
        if (!issuer.names().isEmpty() && !issuer.names().contains(name)) {
            throw Refusal.malformed("the discovery document is that of another issuer");
        }
        try {
            return new Found(issuer.names().isEmpty() ? List.of(name) : issuer.names(), new URI(keys));
        } catch (URISyntaxException e) {
            throw Refusal.malformed("the discovery document's jwks_uri is no URL");
        }
    }

    private CompletionStage<Void> keys(Found found) {
        return get(found.keys).thenCompose(document -> {
            CompletableFuture<Void> read = new CompletableFuture<>();
            boolean runs = lane.run(() -> {
                try {
                    KeySet keys = KeySet.parse(document);
                    synchronized (this) {
                        seen = new Seen(found.names, keys, beganMillis, nanoTime.getAsLong() + REFRESH_NANOS);
                    }
                    LOG.debugf("%s has %d keys", this, keys.size());
                    read.complete(null);
                } catch (RuntimeException e) {
                    read.completeExceptionally(e);
                }
            });
            if (!runs) {
                read.completeExceptionally(new IOException("too much is read at once"));
            }
            return read;
        });
    }

    /**
     * The token is for the issuer: of another host it is shown to one only that the authorities of the configuration
     * vouch for.
     */
    private CompletionStage<Bytes> get(URI uri) {
        URI known = issuer.discovery() != null ? issuer.discovery() : issuer.keys();
        boolean isKnown = known != null
                && known.getScheme().equals(uri.getScheme())
                && known.getRawAuthority().equals(uri.getRawAuthority());
        boolean vouched = issuer.caFile() != null && "https".equals(uri.getScheme());
        return fetch.apply(new Fetch.Source(
                uri, Reach.CONFIGURED, issuer.caFile(), isKnown || vouched ? issuer.tokenFile() : null));
    }

    private void end(CompletableFuture<Void> mine, @Nullable Throwable failure) {
        synchronized (this) {
            running = null;
            if (failure == null) {
                retryMillis = FIRST_RETRY_MILLIS;
            } else {
                failed(failure);
            }
        }
        mine.complete(null);
    }

    private void failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        LOG.errorf(
                "the keys of %s cannot be fetched, %s: %s",
                this,
                seen == null ? "so its tokens are answered 503" : "so those of before are used",
                Shown.text(
                        cause instanceof Refusal refusal
                                ? refusal.getMessage()
                                : cause.getClass().getSimpleName() + " " + cause.getMessage()));
        if (seen == null) {
            nextNanos = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(retryMillis);
            timer.after(retryMillis, this::begin);
            retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
        }
    }

    /** The issuer's name, or address. */
    @Override
    public String toString() {
        return issuer.names().isEmpty()
                ? String.valueOf(issuer.discovery())
                : issuer.names().get(0);
    }
}
