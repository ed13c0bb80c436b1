package dev.sluice.ingress.auth;

import dev.sluice.config.Authentication;
import dev.sluice.config.Sender;
import dev.sluice.runtime.Timer;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes what asks each sender's requests for a proof. What several senders need, such as the keys of an issuer, is
 * there once; what none needs is not there.
 */
@Singleton
public final class Authenticators {

    private final Vertx vertx;
    private @Nullable SecretFiles files;
    private @Nullable Issuers issuers;
    private @Nullable SlowChecks slow;

    Authenticators(Vertx vertx) {
        this.vertx = vertx;
    }

    /** What asks the requests of {@code sender}; null if nothing does. Called at startup. */
    public synchronized @Nullable Authenticator of(Sender sender) {
        Authentication settings = sender.authentication();
        List<Proof> proofs = new ArrayList<>();
        // the cheapest first
        if (settings.apiKey() != null) {
            proofs.add(new ApiKeyProof(settings.apiKey(), files()));
        }
        if (settings.basic() != null) {
            proofs.add(new BasicProof(settings.basic(), files()));
        }
        if (settings.bearer() != null) {
            proofs.add(new BearerProof(settings.bearer(), files()));
        }
        if (settings.mtls() != null) {
            proofs.add(new MtlsProof(settings.mtls()));
        }
        if (settings.oidc() != null) {
            proofs.add(issuers().proof(settings.oidc()));
        }
        if (settings.signature() != null) {
            proofs.add(new SignatureProof(settings.signature(), files(), slow(), System::currentTimeMillis));
        }
        return proofs.isEmpty() ? null : new Authenticator(proofs);
    }

    private SecretFiles files() {
        if (files == null) {
            files = new SecretFiles(Timer.of(vertx), Infrastructure.getDefaultExecutor());
        }
        return files;
    }

    private SlowChecks slow() {
        if (slow == null) {
            slow = SlowChecks.onThreads();
        }
        return slow;
    }

    private Issuers issuers() {
        if (issuers == null) {
            issuers = new Issuers(vertx, new Fetch(vertx), new Aside());
        }
        return issuers;
    }
}
