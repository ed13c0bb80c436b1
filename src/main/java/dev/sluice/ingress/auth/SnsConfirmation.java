package dev.sluice.ingress.auth;

import dev.sluice.core.envelope.SnsMessage;
import dev.sluice.core.event.Bytes;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Confirms the subscription of this endpoint to a topic of Amazon SNS, by fetching the address in a message for it.
 *
 * <p>For messages that a {@link SnsProof} has proven only. Thread-safe.
 */
public final class SnsConfirmation {

    private final Set<String> topicArns;
    private final Function<Fetch.Source, CompletionStage<Bytes>> fetch;

    /** For the topics with these ARNs. */
    SnsConfirmation(Collection<String> topicArns, Function<Fetch.Source, CompletionStage<Bytes>> fetch) {
        this.topicArns = Set.copyOf(topicArns);
        this.fetch = fetch;
    }

    /**
     * Confirms a subscription.
     *
     * @return completed when SNS has answered 200; otherwise, also after the timeout, with an {@link IOException} whose
     *     message is for the operator and has no part of the address, which is a secret
     */
    public CompletionStage<Void> confirm(SnsMessage message) {
        URI address = message.type() == SnsMessage.Type.SUBSCRIPTION_CONFIRMATION ? address(message) : null;
        return address == null
                ? CompletableFuture.failedStage(new IOException("not an address that confirms a subscription"))
                : fetch.apply(new Fetch.Source(address, Reach.PUBLIC, null, null))
                        .thenAccept(answer -> {});
    }

    private @Nullable URI address(SnsMessage message) {
        SnsEndpoint endpoint = topicArns.contains(message.topicArn()) ? SnsEndpoint.of(message.topicArn()) : null;
        String text = message.subscribeUrl();
        return endpoint == null || text == null ? null : endpoint.subscription(text);
    }
}
