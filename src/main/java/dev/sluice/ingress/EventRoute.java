package dev.sluice.ingress;

import dev.sluice.SluiceConfig;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.kafka.Receipt;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunctionRecorder;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * The one door: every request to any path comes through here and gets its answer from here, except GETs of Quarkus's
 * own pages below {@code /q/}.
 *
 * <p>Funqy stays the function model, but its own HTTP route, which is left unreachable behind this one, is not used:
 * it re-writes JSON data, drops typed extensions, does not decode header values, answers 500 to bad input, and costs
 * a thread hop and twice the CPU. This route decodes on the event loop and calls the same function through Funqy's
 * registry. It comes before Quarkus's body handler too, so that a body over the limit is refused before it is read
 * and one within it is copied once. Runs on event loops only, never blocks.
 */
@Singleton
final class EventRoute {

    static final String ALLOWED_METHODS = "POST, OPTIONS";

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");
    private static final String FUNCTION = "publish";
    private static final String FRAMEWORK_PAGES = "/q/";

    private final String path;
    private final int maxBodyBytes;
    private final int maxEventsInFlight;
    private final IngressMeters meters;
    private final HttpDecoder decoder = new HttpDecoder();
    private final FunctionInvoker function;

    EventRoute(SluiceConfig config, IngressMeters meters) {
        this.path = config.path();
        this.maxBodyBytes = (int) config.maxBodySize().asLongValue();
        this.maxEventsInFlight = config.maxEventsInFlight();
        this.meters = meters;
        this.function = FunctionRecorder.registry.matchInvoker(FUNCTION);
    }

    void install(@Observes Router router) {
        router.route()
                .order(RouteConstants.ROUTE_ORDER_BODY_HANDLER)
                .handler(this::enter)
                .failureHandler(this::refuseMalformedTarget);
        router.route().order(RouteConstants.ROUTE_ORDER_BEFORE_DEFAULT).handler(this::refuseUnknownPage);
    }

    private void enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        String requested = request.path();
        if (path.equals(requested)) {
            handle(new Exchange(request, meters));
        } else if (requested != null && requested.startsWith(FRAMEWORK_PAGES) && isRead(request.method())) {
            context.next();
        } else {
            refuseUnknownPage(context);
        }
    }

    private static boolean isRead(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private void refuseUnknownPage(RoutingContext context) {
        new Exchange(context.request(), meters).refuse(Outcome.NOT_FOUND, "events are taken at another path");
        context.request().resume();
    }

    /** What the router itself refuses: no path, no Host, a target like {@code *}. */
    private void refuseMalformedTarget(RoutingContext context) {
        switch (context.statusCode()) {
            case 400 ->
                new Exchange(context.request(), meters)
                        .refuse(Outcome.MALFORMED, "the request has no path or no valid Host header");
            case 404 -> refuseUnknownPage(context);
            default -> context.next();
        }
        context.request().resume();
    }

    private void handle(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (!request.method().equals(HttpMethod.POST)) {
            answerOtherMethod(exchange);
            request.resume();
        } else if (!exchange.enter(maxEventsInFlight)) {
            exchange.refuse(Outcome.OVERLOADED, "too many events are on their way; send this one again later");
            request.resume();
        } else {
            RequestBody.read(
                    request,
                    maxBodyBytes,
                    body -> publish(exchange, body),
                    exchange::refuse,
                    gone -> exchange.abandon());
        }
    }

    private static void answerOtherMethod(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (request.method().equals(HttpMethod.OPTIONS)) {
            request.response()
                    .setStatusCode(204)
                    .putHeader(HttpHeaders.ALLOW, ALLOWED_METHODS)
                    .end();
        } else {
            exchange.refuse(Outcome.METHOD_NOT_ALLOWED, "events are sent by POST");
        }
    }

    private void publish(Exchange exchange, Bytes body) {
        try {
            CloudEvent event = decode(exchange.request(), body);
            Invocation.of(function, event)
                    .subscribe()
                    .with(
                            receipt -> accept(exchange, event, receipt),
                            failure -> exchange.refuse(Invocation.causeOf(failure)));
        } catch (RuntimeException e) {
            exchange.refuse(e);
        }
    }

    private CloudEvent decode(HttpServerRequest request, Bytes body) {
        ContentCoding coding = ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        return decoder.decode(new HttpMessage(request.headers(), coding.decode(body, maxBodyBytes)));
    }

    private static void accept(Exchange exchange, CloudEvent event, Receipt receipt) {
        if (LOG.isDebugEnabled()) {
            LOG.debugf(
                    "source=%s id=%s topic=%s partition=%d offset=%d data=%s",
                    event.source(), event.id(), receipt.topic(), receipt.partition(), receipt.offset(), event.data());
        }
        exchange.accept();
    }
}
