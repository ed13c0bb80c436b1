package dev.sluice.ingress.auth;

import dev.sluice.core.event.Bytes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import javax.net.ssl.X509TrustManager;

/** Amazon SNS for all senders, so that one fetch of a certificate serves all. Thread-safe. */
@Singleton
public final class Sns {

    private final Function<Fetch.Source, CompletionStage<Bytes>> fetch;
    private final Aside aside;
    private final SnsCertificates certificates;

    /** Certificates are fetched by {@code fetch}, and signatures checked {@code aside}. */
    @Inject
    public Sns(Fetch fetch, Aside aside) {
        this(fetch::get, SnsCertificates::platform, aside, System::nanoTime, System::currentTimeMillis);
    }

    /** With the trust and the clocks of a test. */
    Sns(
            Function<Fetch.Source, CompletionStage<Bytes>> fetch,
            Function<URI, X509TrustManager> trust,
            Aside aside,
            LongSupplier nanoTime,
            LongSupplier epochMillis) {
        this.fetch = fetch;
        this.aside = aside;
        this.certificates =
                new SnsCertificates(fetch, trust, aside.lane(SnsCertificates.MOST_A_MINUTE), nanoTime, epochMillis);
    }

    /**
     * A proof by signed messages of the topics with these ARNs.
     *
     * @param tellsRepetitions whether it tells a message that comes again
     * @throws IllegalArgumentException if one is not the ARN of a topic, with the message of
     *     {@link dev.sluice.core.envelope.TopicArn#parse}
     */
    public SnsProof proof(Collection<String> topicArns, boolean tellsRepetitions) {
        return new SnsProof(topicArns, certificates, aside.lane(SnsProof.MOST_CHECKS), tellsRepetitions);
    }

    /** What confirms subscriptions to the topics with these ARNs. */
    public SnsConfirmation confirmation(Collection<String> topicArns) {
        return new SnsConfirmation(topicArns, fetch);
    }
}
