package dev.sluice.ingress.auth;

import dev.sluice.core.event.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What an issuer of a test answers: its documents, by address, at once or when the test says so. */
final class PublishedKeys {

    static final String ISSUER = "https://issuer.example";
    static final String DISCOVERY = ISSUER + "/.well-known/openid-configuration";
    static final String KEYS = ISSUER + "/keys";

    /** Every question so far. */
    final List<Fetch.Source> asked = new ArrayList<>();

    private final List<CompletableFuture<Bytes>> held = new ArrayList<>();
    private String discovery = "{\"issuer\":\"" + ISSUER + "\",\"jwks_uri\":\"" + KEYS + "\"}";
    private String keys;
    private boolean isAway;
    private boolean holds;

    PublishedKeys(SigningKey... keys) {
        publish(keys);
    }

    void publish(SigningKey... now) {
        List<String> jwks = new ArrayList<>();
        for (SigningKey key : now) {
            jwks.add(key.jwk());
        }
        publish("{\"keys\":[" + String.join(",", jwks) + "]}");
    }

    synchronized void publish(String jwks) {
        keys = jwks;
    }

    synchronized void discovery(String document) {
        discovery = document;
    }

    synchronized void isAway(boolean away) {
        isAway = away;
    }

    /** From now on, questions are answered by {@link #answer()}. */
    synchronized void hold() {
        holds = true;
    }

    /** Answers what was held. */
    void answer() {
        List<CompletableFuture<Bytes>> now;
        synchronized (this) {
            holds = false;
            now = List.copyOf(held);
            held.clear();
        }
        now.forEach(question -> question.complete(null));
    }

    /** How often the keys were asked for. */
    synchronized long timesAsked() {
        return asked.stream()
                .filter(source -> source.uri().toString().equals(KEYS))
                .count();
    }

    synchronized CompletionStage<Bytes> get(Fetch.Source source) {
        asked.add(source);
        CompletableFuture<Bytes> question = new CompletableFuture<>();
        if (holds) {
            held.add(question);
        } else {
            question.complete(null);
        }
        return question.thenCompose(now -> answer(source));
    }

    private synchronized CompletionStage<Bytes> answer(Fetch.Source source) {
        String at = source.uri().toString();
        if (isAway || !(at.equals(DISCOVERY) || at.equals(KEYS))) {
            return CompletableFuture.failedFuture(new IOException("answered 404"));
        }
        return CompletableFuture.completedFuture(Bytes.utf8(at.equals(KEYS) ? keys : discovery));
    }
}
