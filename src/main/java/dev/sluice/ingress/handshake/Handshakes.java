package dev.sluice.ingress.handshake;

import dev.sluice.config.Kinds.Words;
import dev.sluice.config.Sender;
import dev.sluice.core.envelope.Challenge;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The questions that Sluice answers a sender, which depend on its kind.
 *
 * <p>Costs an event one comparison if no question comes by POST. Immutable, thread-safe.
 */
public final class Handshakes {

    private final Webhook webhook;
    private final Question[] byPost;
    private final Question[] byOtherMethods;

    /** The questions that {@code sender} may ask. */
    public Handshakes(Sender sender) {
        this.webhook = new Webhook(sender.webhook());
        List<Question> questions = new ArrayList<>(List.of(webhook, new KnativeProbe()));
        if (sender.kind().words() == Words.EVENTGRID) {
            questions.add(new EventGrid());
        }
        Challenge challenge = sender.challenge();
        if (challenge != null && challenge.query() != null) {
            questions.add(new ChallengeInQuery(challenge.query()));
        }
        this.byPost = questions.stream().filter(Handshakes::isPost).toArray(Question[]::new);
        this.byOtherMethods =
                questions.stream().filter(question -> !isPost(question)).toArray(Question[]::new);
    }

    private static boolean isPost(Question question) {
        return question.method().equals(HttpMethod.POST);
    }

    /** What the request asks; null if it is an event, or asks nothing that Sluice answers. */
    public @Nullable Question askedBy(HttpServerRequest request) {
        HttpMethod method = request.method();
        for (Question question : method.equals(HttpMethod.POST) ? byPost : byOtherMethods) {
            if (question.method().equals(method) && question.isAskedBy(request)) {
                return question;
            }
        }
        return null;
    }

    /**
     * The configured origin that a delivery comes from, which its rate counts for.
     *
     * @return the one that its headers name, or else {@code *} if it is configured; null if they name none, or one that
     *     is not configured
     */
    public @Nullable String originOf(MultiMap headers) {
        return webhook.originOf(headers);
    }
}
