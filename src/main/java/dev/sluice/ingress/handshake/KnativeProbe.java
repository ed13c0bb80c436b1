package dev.sluice.ingress.handshake;

import dev.sluice.core.event.Bytes;
import dev.sluice.ingress.connection.AnswerHeader;
import dev.sluice.ingress.connection.FieldRules;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/**
 * Whether requests come through, as Knative's networking asks before it routes any: what is between answers itself, and
 * a hash that comes back shows that it was the one meant. Stateless.
 */
final class KnativeProbe implements Question {

    private static final CharSequence PROBE = HttpHeaders.createOptimized("K-Network-Probe");
    private static final CharSequence HASH = HttpHeaders.createOptimized("K-Network-Hash");

    @Override
    public HttpMethod method() {
        return HttpMethod.GET;
    }

    @Override
    public boolean isAskedBy(MultiMap headers) {
        return headers.contains(PROBE);
    }

    @Override
    public Reply reply(MultiMap headers, Bytes body) {
        String hash = headers.get(HASH);
        List<AnswerHeader> back =
                hash != null && FieldRules.mayBeAnswered(hash) ? List.of(new AnswerHeader(HASH, hash)) : List.of();
        return new Reply(Reply.Kind.PROBE, back, null);
    }
}
