package dev.sluice.jmh;

import dev.sluice.core.cesql.Expression;
import dev.sluice.core.cesql.InvalidExpression;
import dev.sluice.core.data.Hmac;
import dev.sluice.core.data.Redaction;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.mapping.Mapped;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.core.mapping.Match;
import dev.sluice.core.mapping.Route;
import dev.sluice.core.mapping.RouteBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the core costs for an event: from the headers and the body of a request, in binary mode with JSON data, to the
 * record; by what the mapping is asked to do.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class MapperBenchmark {

    private static final int EVENTS = 1024;

    /** What the mapping does; a thousand routes are a mix of the forms that conditions have. */
    public enum Mapping {
        /** One topic, the default key. */
        DEFAULT,
        ONE_ROUTE,
        THOUSAND_ROUTES,
        /** One route with a key out of the data. */
        POINTER_KEY,
        /** One route that hashes, masks and drops a place each. */
        REDACTION
    }

    private static final List<String> CONDITIONS = List.of(
            "type = 'com.acme.order.%d.placed'",
            "source = '/shop/%d'",
            "type LIKE 'com.acme.order.%d.%%'",
            "type = 'com.acme.order.%1$d.placed' AND source = '/shop/%1$d'");

    @Param
    public Mapping mapping = Mapping.DEFAULT;

    @Param({"1024", "65536"})
    public int dataBytes;

    private final HttpDecoder decoder = new HttpDecoder(List.of(new JsonFormat()));
    private final HttpMessage[] messages = new HttpMessage[EVENTS];
    private Mapper mapper = new Mapper(route("none"));
    private int next;

    /** Makes the routes, and requests that spread over them. */
    @Setup
    public void prepare() throws InvalidExpression {
        int routes = mapping == Mapping.THOUSAND_ROUTES ? 1000 : 1;
        mapper = mapper(routes);
        Random random = new Random(1);
        for (int i = 0; i < EVENTS; i++) {
            messages[i] = Requests.binary(i, random.nextInt(routes), dataBytes);
        }
    }

    private Mapper mapper(int routes) throws InvalidExpression {
        if (mapping == Mapping.DEFAULT) {
            return new Mapper(route("default"));
        }
        List<Mapper.Rule> rules = new ArrayList<>();
        for (int i = 0; i < routes; i++) {
            Expression when = Expression.parse(String.format(CONDITIONS.get(i % CONDITIONS.size()), i));
            rules.add(new Mapper.Rule(when, route("route-" + i)));
        }
        return new Mapper(rules, Match.FIRST, null, false);
    }

    private Route route(String name) {
        RouteBuilder route = new RouteBuilder(name, (key, value, reason) -> {
                    throw new IllegalArgumentException(key + " " + value + " " + reason);
                })
                .topic("events")
                .key(
                        mapping == Mapping.POINTER_KEY
                                ? List.of("/order/id")
                                : List.of("partitionkey", "subject", "source"))
                .secret(new Hmac("a secret of some length"));
        if (mapping == Mapping.REDACTION) {
            route.redact("/customer/email", Redaction.HASH)
                    .redact("/customer/phone", Redaction.DROP)
                    .redact("/card/number", Redaction.MASK);
        }
        return Objects.requireNonNull(route.build());
    }

    /** The record of a request. */
    @Benchmark
    public Mapped decodeAndMap() {
        next = next + 1 & EVENTS - 1;
        return mapper.map(
                decoder.decode(messages[next], Arrival.ANONYMOUS).events().get(0), Arrival.ANONYMOUS);
    }
}
