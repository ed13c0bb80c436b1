package dev.sluice.ingress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.ingress.connection.AnswerHeader;
import dev.sluice.ingress.connection.Connections;
import dev.sluice.ingress.handshake.Handshakes;
import dev.sluice.ingress.handshake.Question;
import dev.sluice.runtime.Shown;
import dev.sluice.runtime.Timeouts;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.quarkus.funqy.runtime.FunctionRecorder;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
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

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");
    /** These are never limited, because platforms restart an instance whose health they cannot see. */
    private static final String HEALTH_PAGES = "/q/health";

    /** How often the others may be asked for: each takes milliseconds, during which no event is taken. */
    private static final int PAGES_A_MINUTE = 60 * 60;

    private final String path;
    private final int maxBodyBytes;
    private final int maxBatchBytes;
    private final Timeouts bodyTimeouts;
    private final HttpDecoder decoder;
    private final Handshakes handshakes;
    private final WebhookRates rates;
    private final Admission admission;
    private final IngressMeters meters;
    private final Drain drain;
    private final TokenBucket pages = new TokenBucket(PAGES_A_MINUTE, System.nanoTime());
    private final BiConsumer<Exchange, HttpMessage> eventTaker = this::publish;
    private final Predicate<Exchange> headOfEvents = this::isHeadOfAnEventTaken;
    private final FunctionInvoker publish;

    EventRoute(
            SluiceConfig config,
            HttpDecoder decoder,
            Handshakes handshakes,
            WebhookRates rates,
            Admission admission,
            IngressMeters meters,
            Drain drain) {
        this.path = config.path();
        this.maxBodyBytes = config.maxBodyBytes();
        this.bodyTimeouts = new Timeouts(config.bodyTimeout());
        SluiceConfig.Batches batches = config.batches();
        this.maxBatchBytes = batches == null ? 0 : batches.maxBytes();
        this.decoder = decoder;
        this.handshakes = handshakes;
        this.rates = rates;
        this.admission = admission;
        this.meters = meters;
        this.drain = drain;
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
        if (path.equals(requested)) {
            handle(exchange(request));
        } else if (requested != null && requested.startsWith(Connections.FRAMEWORK_PAGES) && isRead(request.method())) {
            showPage(context, requested);
        } else {
            refuseUnknownPage(context);
        }
    }

    private void showPage(RoutingContext context, String requested) {
        int secondsToWait = requested.startsWith(HEALTH_PAGES) ? 0 : pages.secondsToWait(System.nanoTime());
        if (secondsToWait > 0) {
            refuse(context, Outcome.OVERLOADED, "this page is requested too often; try again later");
        } else {
            context.next();
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
        Exchange exchange = exchange(context.request());
        exchange.refuse(outcome, detail);
        RequestBody.discard(exchange, maxBodyBytes, bodyTimeouts);
    }

    private Exchange exchange(HttpServerRequest request) {
        return new Exchange(request, admission, meters, drain);
    }

    private void handle(Exchange exchange) {
        if (exchange.carrier().isGone()) {
            exchange.bury();
        } else if (!exchange.request().method().equals(HttpMethod.POST)) {
            answerOtherMethod(exchange);
            RequestBody.discard(exchange, maxBodyBytes, bodyTimeouts);
        } else if (exchange.enter() && isWithinRate(exchange) && exchange.isRoomForEvents()) {
            take(exchange);
        } else {
            RequestBody.discard(exchange, maxBodyBytes, bodyTimeouts);
        }
    }

    private boolean isWithinRate(Exchange exchange) {
        int secondsToWait = rates.secondsToWait(exchange.request());
        if (secondsToWait > 0) {
            AnswerHeader retryAfter = RetryAfter.from(secondsToWait).draw();
            exchange.refuse(Outcome.OVERLOADED, "the origin exceeds its rate; send this again later", retryAfter);
        }
        return secondsToWait == 0;
    }

    private void answerOtherMethod(Exchange exchange) {
        Question question = handshakes.askedBy(exchange.request());
        if (question == null) {
            exchange.refuse(Outcome.METHOD_NOT_ALLOWED, "send events by POST");
        } else {
            exchange.reply(question.reply(exchange.request().headers(), Bytes.empty()));
        }
    }

    private void take(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        if (decoder.isBatch(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            read(exchange, maxBatchBytes, headOfEvents, eventTaker);
            return;
        }
        Question question = handshakes.askedBy(request);
        if (question == null) {
            read(exchange, maxBodyBytes, headOfEvents, eventTaker);
        } else {
            read(
                    exchange,
                    maxBodyBytes,
                    asked -> isHeadTaken(asked, false),
                    (asked, message) -> asked.reply(question.reply(request.headers(), message.body())));
        }
    }

    /** Refuses an event by its header fields alone, where they say enough, unless it is parked with its body. */
    private boolean isHeadOfAnEventTaken(Exchange exchange) {
        return decoder.keepsUndecoded() || isHeadTaken(exchange, true);
    }

    /** Refuses a request by its header fields alone, where they say enough, so that its body need not come. */
    private boolean isHeadTaken(Exchange exchange, boolean isEvent) {
        try {
            codingOf(exchange);
            if (isEvent) {
                decoder.checkHead(exchange.request().headers());
            }
            return true;
        } catch (RuntimeException e) {
            exchange.refuse(e);
            return false;
        }
    }

    /** How the body is coded; refused if that is not supported. */
    private static ContentCoding codingOf(Exchange exchange) {
        ContentCoding coding = ContentCoding.of(exchange.request().headers().getAll(HttpHeaders.CONTENT_ENCODING));
        if (coding == null) {
            throw Refusal.unsupported(ContentCoding.NOT_READ);
        }
        return coding;
    }

    /** Hands the message to {@code next} once the body is complete, and answers what that throws. */
    private void read(
            Exchange exchange, int maxBytes, Predicate<Exchange> isHeadTaken, BiConsumer<Exchange, HttpMessage> next) {
        RequestBody.read(exchange, maxBytes, bodyTimeouts, isHeadTaken, body -> {
            try {
                Bytes decoded = withoutCoding(exchange, body, maxBytes, next);
                if (decoded != null && exchange.admitBytes(Math.max(0, decoded.length() - body.length()))) {
                    next.accept(exchange, new HttpMessage(exchange.request().headers(), decoded));
                }
            } catch (RuntimeException e) {
                exchange.refuse(e);
            }
        });
    }

    /** The body without its content coding; null if that cannot be undone, and the event is parked for it. */
    private @Nullable Bytes withoutCoding(
            Exchange exchange, Bytes body, int maxBytes, BiConsumer<Exchange, HttpMessage> next) {
        try {
            return codingOf(exchange).decode(body, maxBytes);
        } catch (Refusal refusal) {
            if (next != eventTaker) {
                throw refusal;
            }
            HttpMessage coded = new HttpMessage(exchange.request().headers(), body);
            publish(exchange, decoder.stillCoded(coded, Arrival.ANONYMOUS, refusal));
            return null;
        }
    }

    private void publish(Exchange exchange, HttpMessage message) {
        publish(exchange, decoder.decode(message, Arrival.ANONYMOUS));
    }

    private void publish(Exchange exchange, Arrived arrived) {
        if (exchange.admitEvents(arrived.size())) {
            exchange.published();
            answer(exchange, FunqyCall.of(publish, arrived));
        }
    }

    private static void answer(Exchange exchange, Uni<Result> publication) {
        publication
                .subscribe()
                .with(result -> accept(exchange, result), failure -> exchange.refuse(FunqyCall.causeOf(failure)));
    }

    private static void accept(Exchange exchange, Result result) {
        if (LOG.isDebugEnabled()) {
            result.receipts().forEach(EventRoute::log);
        }
        exchange.accept(Outcome.of(result.state()));
    }

    private static void log(Receipt receipt) {
        CloudEvent event = receipt.event();
        LOG.debugf(
                "source=%s id=%s topic=%s partition=%d offset=%d data=%s",
                Shown.text(event.source()),
                Shown.text(event.id()),
                Shown.name(receipt.topic()),
                receipt.partition(),
                receipt.offset(),
                event.data());
    }
}
