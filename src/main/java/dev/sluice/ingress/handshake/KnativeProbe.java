package dev.sluice.ingress.handshake;

import dev.sluice.core.event.Bytes;
import dev.sluice.ingress.connection.AnswerHeader;
import dev.sluice.ingress.connection.FieldRules;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * The question of Knative's networking whether requests get through, before it routes any. The hash in the reply shows
 * that the intended instance answered, and nothing in between. Stateless.
 */
final class KnativeProbe implements Question {

    private static final CharSequence PROBE = HttpHeaders.createOptimized("K-Network-Probe");
    private static final CharSequence HASH = HttpHeaders.createOptimized("K-Network-Hash");

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public boolean isAskedBy(HttpServerRequest request) {
        return request.headers().contains(PROBE);
    }

    @Override
    public Reply reply(HttpServerRequest request, Bytes body) {
        String hash = request.getHeader(HASH);
        List<AnswerHeader> back =
                hash != null && FieldRules.mayBeAnswered(hash) ? List.of(new AnswerHeader(HASH, hash)) : List.of();
        return new Reply(Reply.Kind.PROBE, back, null);
    }
}
