package dev.sluice.ingress.auth;

import dev.sluice.config.OidcIssuer;
import dev.sluice.config.OidcTokens;
import dev.sluice.core.event.Bytes;
import dev.sluice.runtime.Timer;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The issuers of all senders, each once, so that one fetch of its keys serves all.
 *
 * <p>Built by the thread of the startup.
 */
@Singleton
public final class Issuers {

    private final Map<OidcIssuer, IssuerKeys> keys = new LinkedHashMap<>();
    private final Function<Fetch.Source, CompletionStage<Bytes>> fetch;
    private final Aside aside;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final LongSupplier epochMillis;

    /** Issuers whose keys are fetched by {@code fetch}, and whose tokens are checked {@code aside}. */
    @Inject
    public Issuers(Vertx vertx, Fetch fetch, Aside aside) {
        this(fetch::get, aside, Timer.of(vertx), System::nanoTime, System::currentTimeMillis);
    }

    /** Issuers of a test. */
    Issuers(
            Function<Fetch.Source, CompletionStage<Bytes>> fetch,
            Aside aside,
            Timer timer,
            LongSupplier nanoTime,
            LongSupplier epochMillis) {
        this.fetch = fetch;
        this.aside = aside;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.epochMillis = epochMillis;
    }

    /** A proof by the tokens of some issuers, which are asked for their keys from now on, in the background. */
    public OidcProof proof(OidcTokens tokens) {
        List<IssuerKeys> ofTokens = new ArrayList<>();
        for (OidcIssuer issuer : tokens.issuers()) {
            ofTokens.add(keys.computeIfAbsent(issuer, this::keys));
        }
        ofTokens.forEach(IssuerKeys::begin);
        return new OidcProof(tokens, ofTokens, aside.lane(OidcProof.MOST_CHECKS), epochMillis);
    }

    private IssuerKeys keys(OidcIssuer issuer) {
        return new IssuerKeys(issuer, fetch, aside.lane(1), timer, nanoTime, epochMillis);
    }
}
