package dev.sluice.ingress;

import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.ingress.auth.Authenticator;
import dev.sluice.ingress.auth.Presented;
import dev.sluice.ingress.auth.Verdict;
import dev.sluice.ingress.auth.Verdict.Pending;
import dev.sluice.ingress.auth.Verdict.Proven;
import dev.sluice.ingress.auth.Verdict.Unasked;
import dev.sluice.ingress.handshake.Question;
import dev.sluice.runtime.Shown;
import dev.sluice.runtime.Timeouts;
import dev.sluice.runtime.Timeouts.Timeout;
import io.netty.channel.EventLoop;
import io.quarkus.funqy.runtime.FunctionInvoker;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One POST on its way from the header fields to the answer: who sends it, and which events it holds or what it asks.
 *
 * <p>Whoever is proven by the headers, or refused by them, is so before the body is read. Used on the request's event
 * loop only.
 */
final class EventRequest implements RequestBody.Taker {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");

    /** What a proof may take beside the deadline: less than the margin that every kind has for the network. */
    private static final long NEGLIGIBLE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Exchange exchange;
    private final Entrance entrance;
    private final Timeouts bodyTimeouts;
    private final FunctionInvoker publish;
    private final @Nullable Question question;
    private final int maxBytes;

    /** How it arrived; null until the body proves who sends it. */
    private @Nullable Arrival arrival;

    private @Nullable Verdict byHead;

    /** Whether the body is being read, or was: then it is also dropped by its reader. */
    private boolean isBodyRead;

    EventRequest(Exchange exchange, Entrance entrance, Timeouts bodyTimeouts, FunctionInvoker publish) {
        this.exchange = exchange;
        this.entrance = entrance;
        this.bodyTimeouts = bodyTimeouts;
        this.publish = publish;
        this.question = entrance.handshakes().askedBy(exchange.request());
        this.maxBytes = question == null ? entrance.maxBytes(exchange.request()) : entrance.maxBodyBytes();
    }

    /** Takes the request from its header fields on. */
    void begin() {
        Authenticator authenticator = entrance.authenticator();
        if (authenticator == null) {
            arriveByHead(entrance.anonymous());
        } else {
            try {
                judgeHead(authenticator, authenticator.byHead(presented(Bytes.empty(), Bytes.empty())));
            } catch (RuntimeException e) {
                exchange.refuse(e);
                discardUnread();
            }
        }
    }

    private void judgeHead(Authenticator authenticator, Verdict verdict) {
        if (verdict instanceof Proven proven) {
            arriveByHead(entrance.from(proven));
        } else if (verdict instanceof Unasked) {
            arriveByHead(entrance.anonymous());
        } else if (verdict instanceof Pending pending) {
            HttpServerRequest request = exchange.request().pause();
            request.exceptionHandler(gone -> exchange.abandon());
            request.endHandler(end -> exchange.carrier().bodyEnded());
            await(pending, this::discardUnread, late -> judgeHead(authenticator, late));
        } else if (authenticator.needsBody()) {
            byHead = verdict;
            readBody();
        } else {
            entrance.refuse(exchange, verdict);
            discardBody();
        }
    }

    /**
     * Goes on with a verdict once it is there, but answers before the sender gives up: what the proof takes is lost to
     * the publication.
     *
     * @param refused runs after a refusal
     */
    private void await(Pending pending, Runnable refused, Consumer<Verdict> then) {
        long begin = System.nanoTime();
        EventLoop here = exchange.carrier().eventLoop();
        Timeout timeout = entrance.deadlines().start(here, () -> {
            if (!exchange.isOver()) {
                exchange.expire();
                refused.run();
            }
        });
        pending.verdict()
                .whenComplete((verdict, failure) -> here.execute(() -> {
                    if (System.nanoTime() - begin < NEGLIGIBLE_NANOS) {
                        timeout.cancel();
                    }
                    if (exchange.isOver()) {
                        return;
                    }
                    if (failure != null) {
                        exchange.refuse(failure);
                        refused.run();
                    } else {
                        then.accept(verdict);
                    }
                }));
    }

    private void arriveByHead(Arrival from) {
        arrival = from;
        if (entrance.isWithinRates(exchange)) {
            readBody();
        } else {
            discardBody();
        }
    }

    private void readBody() {
        isBodyRead = true;
        RequestBody.read(exchange, maxBytes, bodyTimeouts, this);
    }

    private void discardUnread() {
        if (!isBodyRead) {
            discardBody();
        }
    }

    private void discardBody() {
        RequestBody.discard(exchange, entrance.maxBodyBytes(), bodyTimeouts);
    }

    /** Refuses a request by its header fields alone, where they say enough, unless it is parked with its body. */
    @Override
    public boolean isHeadTaken() {
        HttpDecoder decoder = entrance.decoder();
        boolean needsBody = question == null && decoder.keepsUndecoded() || arrival == null;
        try {
            if (!needsBody) {
                codingOf(exchange);
                if (question == null) {
                    decoder.checkHead(exchange.request().headers());
                }
            }
            return true;
        } catch (RuntimeException e) {
            exchange.refuse(e);
            return false;
        }
    }

    @Override
    public void takeBody(Bytes sent) {
        Authenticator authenticator = entrance.authenticator();
        Verdict soFar = byHead;
        if (arrival == null && authenticator != null && soFar != null && authenticator.judgesSent()) {
            // a stranger's body is not decompressed: a small one may become a large one
            judgeSent(authenticator, sent, soFar);
        } else {
            decode(sent);
        }
    }

    private void judgeSent(Authenticator authenticator, Bytes sent, Verdict soFar) {
        try {
            judge(authenticator.byBody(presented(sent, Bytes.empty()), soFar), () -> decode(sent));
        } catch (RuntimeException e) {
            exchange.refuse(e);
        }
    }

    private void decode(Bytes sent) {
        try {
            Bytes decoded;
            Refusal undecodable = null;
            try {
                decoded = codingOf(exchange).decode(sent, maxBytes);
            } catch (Refusal refusal) {
                decoded = Bytes.empty();
                undecodable = refusal;
            }
            if (exchange.admitBytes(Math.max(0, decoded.length() - sent.length()))) {
                judgeBody(sent, decoded, undecodable);
            }
        } catch (RuntimeException e) {
            exchange.refuse(e);
        }
    }

    private void judgeBody(Bytes sent, Bytes decoded, @Nullable Refusal undecodable) {
        Authenticator authenticator = entrance.authenticator();
        Verdict soFar = byHead;
        if (arrival != null || authenticator == null || soFar == null) {
            takeMessage(sent, decoded, undecodable);
        } else {
            judge(authenticator.byBody(presented(sent, decoded), soFar), () -> takeMessage(sent, decoded, undecodable));
        }
    }

    private void judge(Verdict verdict, Runnable proven) {
        if (verdict instanceof Proven byBody) {
            arrival = entrance.from(byBody);
            if (entrance.isWithinRates(exchange)) {
                proven.run();
            }
        } else if (verdict instanceof Pending pending) {
            await(pending, () -> {}, late -> judge(late, proven));
        } else {
            entrance.refuse(exchange, verdict);
        }
    }

    private void takeMessage(Bytes sent, Bytes decoded, @Nullable Refusal undecodable) {
        try {
            Arrival from = arrival == null ? entrance.anonymous() : arrival;
            HttpDecoder decoder = entrance.decoder();
            if (undecodable != null) {
                if (question != null) {
                    throw undecodable;
                }
                HttpMessage coded = new HttpMessage(exchange.request().headers(), sent);
                publish(decoder.stillCoded(coded, from, undecodable));
            } else if (question != null) {
                exchange.reply(question.reply(exchange.request(), decoded));
            } else if (!entrance.questions().answers(exchange, decoded, from)) {
                publish(decoder.decode(new HttpMessage(exchange.request().headers(), decoded), from));
            }
        } catch (RuntimeException e) {
            exchange.refuse(e);
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

    private Presented presented(Bytes sent, Bytes decoded) {
        HttpServerRequest request = exchange.request();
        return new Presented(
                request.method().name(), request.headers(), request.query(), request.sslSession(), sent, decoded);
    }

    private void publish(Arrived arrived) {
        entrance.checkGrants(arrived);
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
            result.receipts().forEach(EventRequest::log);
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
