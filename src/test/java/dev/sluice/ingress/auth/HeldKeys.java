package dev.sluice.ingress.auth;

import dev.sluice.core.event.Bytes;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Issuers that were away when the process started, and publish their keys, at {@code /keys}, when a test says so. */
@Alternative
@Singleton
public final class HeldKeys {

    private static final SigningKey KEY = SigningKey.of("ES256", "held");
    private static final AtomicLong NANOS = new AtomicLong();
    private static final Map<URI, CompletableFuture<Void>> ASKED = new ConcurrentHashMap<>();
    private static final Map<URI, CompletableFuture<Bytes>> HELD = new ConcurrentHashMap<>();

    @Produces
    @Singleton
    Issuers issuers(Aside aside) {
        return new Issuers(HeldKeys::get, aside, (after, task) -> {}, NANOS::get, System::currentTimeMillis);
    }

    private static CompletionStage<Bytes> get(Fetch.Source source) {
        CompletableFuture<Void> asked = ASKED.get(source.uri());
        if (asked == null) {
            return CompletableFuture.failedFuture(new IOException("answered 404"));
        }
        CompletableFuture<Bytes> answer = HELD.computeIfAbsent(source.uri(), uri -> new CompletableFuture<>());
        asked.complete(null);
        return answer;
    }

    /** From now on, the issuers may be asked again, and let those that ask wait. */
    public static void hold(String... issuers) {
        for (String issuer : issuers) {
            ASKED.put(URI.create(issuer + "/keys"), new CompletableFuture<>());
        }
        NANOS.addAndGet(TimeUnit.MINUTES.toNanos(1));
    }

    /** Waits until the issuer is asked for its keys. */
    public static void awaitQuestion(String issuer) {
        ASKED.get(URI.create(issuer + "/keys")).orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Gives the keys to those that wait for them. */
    public static void answer(String issuer) {
        HELD.get(URI.create(issuer + "/keys")).complete(Bytes.utf8("{\"keys\":[" + KEY.jwk() + "]}"));
    }

    /** A token that all these issuers may have issued. */
    public static String token(String issuer, String audience) {
        long now = Instant.now().getEpochSecond();
        return KEY.token("{\"iss\":\"" + issuer + "\",\"aud\":\"" + audience + "\",\"sub\":\"ann\",\"iat\":" + now
                + ",\"exp\":" + (now + 300) + "}");
    }
}
