package dev.sluice.ingress;

import dev.sluice.config.Sender;
import dev.sluice.config.SluiceConfig;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.http.Decoders;
import dev.sluice.ingress.auth.Authenticators;
import dev.sluice.ingress.connection.AnswerHeader;
import dev.sluice.ingress.connection.Connections;
import dev.sluice.ingress.handshake.Question;
import dev.sluice.runtime.Timeouts;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunctionRecorder;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one door: answers every request to any path, except GETs of Quarkus's own pages below {@code /q/}.
 *
 * <p>Funqy is the function model, but its own HTTP route is not used and cannot be reached behind this one: it rewrites
 * JSON data, drops typed extensions, does not decode header values, answers 500 to bad input, and costs a thread hop
 * and twice the CPU. This route decodes on the event loop and calls the same function through Funqy's registry. It
 * comes before Quarkus's body handler too, so that a body over the limit is refused before it is read, and any other is
 * copied once. Runs on event loops only, never blocks.
 */
@Singleton
final class EventRoute {

    private final Map<String, Entrance> entrances;
    private final int maxBodyBytes;
    private final Timeouts bodyTimeouts;
    private final Admission admission;
    private final IngressMeters.OfSender meters;
    private final Drain drain;
    private final Pages pages;
    private final FunctionInvoker publish;

    EventRoute(
            SluiceConfig config,
            Decoders decoders,
            Authenticators authenticators,
            Admission admission,
            IngressMeters meters,
            Drain drain,
            Pages pages) {
        this.entrances = config.senders().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Sender::path, sender -> new Entrance(sender, config, decoders, authenticators, meters)));
        this.maxBodyBytes = config.maxBodyBytes();
        this.bodyTimeouts = new Timeouts(config.bodyTimeout());
        this.admission = admission;
        this.meters = meters.ofNobody();
        this.drain = drain;
        this.pages = pages;
        this.publish = FunctionRecorder.registry.matchInvoker("publish");
    }

    void install(@Observes Router router) {
        router.route()
                .order(RouteConstants.ROUTE_ORDER_BODY_HANDLER)
                .handler(this::enter)
                .failureHandler(this::refuseMalformedTarget);
        // the router refuses these before it looks at any route
        router.errorHandler(Outcome.MALFORMED.status(), this::refuseMalformedTarget);
        router.errorHandler(Outcome.NOT_FOUND.status(), this::refuseUnknownPage);
        router.route().order(RouteConstants.ROUTE_ORDER_BEFORE_DEFAULT).handler(this::refuseUnknownPage);
    }

    private void enter(RoutingContext context) {
        HttpServerRequest request = context.request();
        String requested = request.path();
        Entrance entrance = requested == null ? null : entrances.get(requested);
        if (entrance != null) {
            handle(new Exchange(request, admission, entrance.meters(), drain), entrance);
        } else if (requested != null && requested.startsWith(Connections.FRAMEWORK_PAGES) && isRead(request.method())) {
            showPage(context);
        } else {
            refuseUnknownPage(context);
        }
    }

    /** Decides by the path that the router goes by, which is another one for {@code /q/health/../metrics}. */
    private void showPage(RoutingContext context) {
        Pages.Refused refused = pages.refusal(context.request(), context.normalizedPath());
        if (refused == null) {
            context.next();
        } else {
            refuse(context, refused.outcome(), refused.detail(), refused.header());
        }
    }

    private static boolean isRead(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private void refuseUnknownPage(RoutingContext context) {
        refuse(context, Outcome.NOT_FOUND, "this path takes no events; check the URL");
    }

    /** Answers what the router itself refuses: a request without a path or Host, or with a target like {@code *}. */
    private void refuseMalformedTarget(RoutingContext context) {
        switch (context.statusCode()) {
            case 400 -> refuse(context, Outcome.MALFORMED, "the request has no path or no valid Host header");
            case 404 -> refuseUnknownPage(context);
            default -> context.next();
        }
    }

    private void refuse(RoutingContext context, Outcome outcome, String detail) {
        refuse(context, outcome, detail, outcome.header());
    }

    private void refuse(RoutingContext context, Outcome outcome, String detail, @Nullable AnswerHeader header) {
        Exchange exchange = new Exchange(context.request(), admission, meters, drain);
        exchange.refuse(outcome, detail, header);
        RequestBody.discard(exchange, maxBodyBytes, bodyTimeouts);
    }

    private void handle(Exchange exchange, Entrance entrance) {
        if (exchange.carrier().isGone()) {
            exchange.bury();
        } else if (!exchange.request().method().equals(HttpMethod.POST)) {
            answerOtherMethod(exchange, entrance);
            RequestBody.discard(exchange, maxBodyBytes, bodyTimeouts);
        } else if (exchange.enter() && exchange.isRoomForEvents()) {
            new EventRequest(exchange, entrance, bodyTimeouts, publish).begin();
        } else {
            RequestBody.discard(exchange, maxBodyBytes, bodyTimeouts);
        }
    }

    private static void answerOtherMethod(Exchange exchange, Entrance entrance) {
        Question question = entrance.handshakes().askedBy(exchange.request());
        if (question == null) {
            exchange.refuse(Outcome.METHOD_NOT_ALLOWED, "send events by POST");
        } else {
            try {
                exchange.reply(question.reply(exchange.request(), Bytes.empty()));
            } catch (RuntimeException e) {
                exchange.refuse(e);
            }
        }
    }
}
