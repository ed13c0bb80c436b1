package dev.sluice.ingress;

import dev.sluice.core.envelope.Challenge;
import dev.sluice.core.envelope.SnsMessage;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.ingress.auth.SnsConfirmation;
import dev.sluice.ingress.handshake.Reply;
import dev.sluice.runtime.Shown;
import io.vertx.core.http.HttpHeaders;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one sender may ask where only the body tells it from an event: a challenge, which is answered with a text out of
 * it, and whether a subscription to a topic of Amazon SNS is wanted, which is confirmed.
 *
 * <p>Immutable, thread-safe. Costs nothing where the sender asks neither.
 */
final class BodyQuestions {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");

    private static final CharSequence SNS_TYPE = HttpHeaders.createOptimized("x-amz-sns-message-type");
    private static final String SUBSCRIPTION = "SubscriptionConfirmation";

    private final @Nullable Challenge challenge;
    private final @Nullable SnsConfirmation confirmation;

    /**
     * The questions of one sender.
     *
     * @param challenge null if the sender asks for none, or not in a body
     * @param confirmation null if no subscription is confirmed here
     */
    BodyQuestions(@Nullable Challenge challenge, @Nullable SnsConfirmation confirmation) {
        this.challenge = challenge != null && challenge.isInBody() ? challenge : null;
        this.confirmation = confirmation;
    }

    /**
     * Answers a body that is a question, now or once the subscription is confirmed; false if it is none.
     *
     * @param from how the request arrived: the caller is the topic that a signature has proven
     * @throws dev.sluice.core.event.Refusal {@code MALFORMED} if the header says that it is a subscription, and the
     *     body is not a message of SNS
     */
    boolean answers(Exchange exchange, Bytes body, Arrival from) {
        return isChallenge(exchange, body) || isSubscription(exchange, body, from);
    }

    private boolean isChallenge(Exchange exchange, Bytes body) {
        String answer = challenge == null ? null : challenge.answer(body);
        if (answer != null) {
            exchange.reply(Reply.toChallenge(answer));
        }
        return answer != null;
    }

    private boolean isSubscription(Exchange exchange, Bytes body, Arrival from) {
        if (confirmation == null || !SUBSCRIPTION.equals(exchange.request().getHeader(SNS_TYPE))) {
            return false;
        }
        SnsMessage message = SnsMessage.parse(body);
        if (message.type() != SnsMessage.Type.SUBSCRIPTION_CONFIRMATION
                || !message.topicArn().equals(from.caller())) {
            return false;
        }
        confirmation
                .confirm(message)
                .whenComplete((done, failure) ->
                        exchange.carrier().eventLoop().execute(() -> confirmed(exchange, message, failure)));
        return true;
    }

    private static void confirmed(Exchange exchange, SnsMessage message, @Nullable Throwable failure) {
        if (failure == null) {
            LOG.infof("the subscription to %s is confirmed", Shown.text(message.topicArn()));
            exchange.reply(Reply.confirmed());
        } else {
            LOG.errorf(
                    "the subscription to %s cannot be confirmed: %s",
                    Shown.text(message.topicArn()), Shown.text(String.valueOf(failure.getMessage())));
            exchange.refuse(Outcome.UNAVAILABLE, "the subscription cannot be confirmed now; send this again");
        }
    }
}
