package dev.sluice.ingress.auth;

import dev.sluice.config.Authentication;
import dev.sluice.config.BearerToken;
import dev.sluice.config.CallerSecrets;
import dev.sluice.config.Sender;
import dev.sluice.config.SluiceConfig;
import dev.sluice.runtime.Timer;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import jakarta.inject.Provider;
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
    private final Provider<Aside> aside;
    private final Provider<Issuers> issuers;
    private final Provider<Sns> sns;
    private final boolean tellsRepetitions;
    private @Nullable SecretFiles files;

    Authenticators(
            Vertx vertx, SluiceConfig config, Provider<Aside> aside, Provider<Issuers> issuers, Provider<Sns> sns) {
        this.vertx = vertx;
        this.aside = aside;
        this.issuers = issuers;
        this.sns = sns;
        this.tellsRepetitions = config.dedupEntries() > 0;
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
            proofs.add(issuers.get().proof(settings.oidc()));
        }
        if (settings.signature() != null) {
            proofs.add(new SignatureProof(
                    settings.signature(), files(), aside.get(), System::currentTimeMillis, tellsRepetitions));
        }
        Sender.Sns topics = sender.sns();
        if (topics != null) {
            proofs.add(sns.get().proof(topics.topicArns(), tellsRepetitions));
            if (topics.allowsUnsigned() && settings.isOff()) {
                proofs.add(new RawDelivery());
            }
        }
        return proofs.isEmpty() ? null : new Authenticator(proofs);
    }

    /** What confirms the subscriptions of {@code sender}; null if they are not confirmed here. Called at startup. */
    public synchronized @Nullable SnsConfirmation confirmation(Sender sender) {
        Sender.Sns topics = sender.sns();
        return topics != null && topics.confirms() ? sns.get().confirmation(topics.topicArns()) : null;
    }

    /** What asks for one of {@code tokens} as bearer token. Called at startup. */
    public synchronized Proof bearer(CallerSecrets tokens) {
        return new BearerProof(new BearerToken(List.of(tokens)), files());
    }

    private SecretFiles files() {
        if (files == null) {
            files = new SecretFiles(Timer.of(vertx), Infrastructure.getDefaultExecutor());
        }
        return files;
    }
}
