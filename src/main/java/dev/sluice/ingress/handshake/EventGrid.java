package dev.sluice.ingress.handshake;

import dev.sluice.core.event.Bytes;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/**
 * The question of Azure Event Grid whether this endpoint wants the events of a subscription; the reply is its code.
 * Stateless.
 */
final class EventGrid implements Question {

    private static final CharSequence EVENT_TYPE = HttpHeaders.createOptimized("aeg-event-type");
    private static final String VALIDATION = "SubscriptionValidation";

    @Override
    public HttpMethod method() {
        return HttpMethod.POST;
    }

    @Override
    public boolean isAskedBy(HttpServerRequest request) {
        return VALIDATION.equalsIgnoreCase(request.getHeader(EVENT_TYPE));
    }

    @Override
    public Reply reply(HttpServerRequest request, Bytes body) {
        String code = EventGridValidation.code(body);
        return new Reply(
                Reply.Kind.VALIDATION,
                List.of(),
                new Reply.Content("application/json", "{\"validationResponse\":\"" + code + "\"}"));
    }
}
