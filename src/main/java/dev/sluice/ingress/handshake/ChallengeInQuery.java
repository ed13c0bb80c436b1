package dev.sluice.ingress.handshake;

import dev.sluice.core.envelope.Challenge;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/**
 * The question of a web hook's sender whether this endpoint wants its events, by a GET; the reply is the text of one
 * query parameter. Stateless.
 */
final class ChallengeInQuery implements Question {

    private final String parameter;

    ChallengeInQuery(String parameter) {
        this.parameter = parameter;
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public boolean isAskedBy(HttpServerRequest request) {
        return request.query() != null && request.getParam(parameter) != null;
    }

    @Override
    public Reply reply(HttpServerRequest request, Bytes body) {
        String text = request.getParam(parameter);
        if (!Challenge.mayBeAnswered(text)) {
            throw Refusal.malformed("the challenge has no text that is answered");
        }
        return Reply.toChallenge(text);
    }
}
