package dev.sluice.ingress.handshake;

import dev.sluice.config.Sender;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The questions that Sluice answers, which depend on the kind of sender.
 *
 * <p>Costs an event one comparison if no question comes by POST. Immutable, thread-safe.
 */
@Singleton
public final class Handshakes {

    private final Question[] byPost;
    private final Question[] byOtherMethods;

    Handshakes(SluiceConfig config, Webhook webhook) {
        List<Question> questions = new ArrayList<>(List.of(webhook, new KnativeProbe()));
        if (config.sender() == Sender.EVENTGRID) {
            questions.add(new EventGrid());
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
            if (question.method().equals(method) && question.isAskedBy(request.headers())) {
                return question;
            }
        }
        return null;
    }
}
