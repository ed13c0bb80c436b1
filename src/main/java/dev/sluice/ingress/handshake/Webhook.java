package dev.sluice.ingress.handshake;

import dev.sluice.config.Sender;
import dev.sluice.core.event.Bytes;
import dev.sluice.ingress.connection.AnswerHeader;
import dev.sluice.ingress.connection.FieldRules;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The question whether this endpoint consents to deliveries of a sender (CloudEvents web hook 1.0.2, section 4).
 *
 * <p>The headers of the reply are the consent: an origin that is not configured gets none. Sluice never fetches
 * {@code WebHook-Request-Callback}, because a stranger would choose where this process connects to. Immutable,
 * thread-safe.
 */
public final class Webhook implements Question {

    /** The methods that Sluice answers, for a sender that asks for them or uses another. */
    public static final AnswerHeader ALLOWED_METHODS = new AnswerHeader(HttpHeaders.ALLOW, "POST, OPTIONS");

    private static final CharSequence REQUEST_ORIGIN = HttpHeaders.createOptimized("WebHook-Request-Origin");
    private static final CharSequence ALLOWED_ORIGIN = HttpHeaders.createOptimized("WebHook-Allowed-Origin");
    private static final CharSequence ALLOWED_RATE = HttpHeaders.createOptimized("WebHook-Allowed-Rate");
    private static final String ANY = "*";

    private final List<String> origins;
    private final AnswerHeader allowedRate;

    Webhook(Sender.Webhook consent) {
        this.origins = consent.origins();
        Integer rate = consent.ratePerMinute();
        this.allowedRate = new AnswerHeader(ALLOWED_RATE, rate == null ? ANY : rate.toString());
    }

    @Override
    public HttpMethod method() {
        return HttpMethod.OPTIONS;
    }

    @Override
    public boolean isAskedBy(HttpServerRequest request) {
        return true;
    }

    @Override
    public Reply reply(HttpServerRequest request, Bytes body) {
        String origin = request.getHeader(REQUEST_ORIGIN);
        List<AnswerHeader> allowed = origin != null && configured(origin) != null && FieldRules.mayBeAnswered(origin)
                ? List.of(ALLOWED_METHODS, new AnswerHeader(ALLOWED_ORIGIN, origin), allowedRate)
                : List.of(ALLOWED_METHODS);
        return new Reply(Reply.Kind.CONSENT, allowed, null);
    }

    /**
     * The configured origin that a delivery comes from.
     *
     * @return the one that its headers name, or else {@code *} if it is configured; null if they name none, or one that
     *     is not configured
     */
    @Nullable
    String originOf(MultiMap headers) {
        String origin = headers.get(REQUEST_ORIGIN);
        return origin == null ? null : configured(origin);
    }

    private @Nullable String configured(String origin) {
        if (origins.contains(origin)) {
            return origin;
        }
        return origins.contains(ANY) ? ANY : null;
    }
}
