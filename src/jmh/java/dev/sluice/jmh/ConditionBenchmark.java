package dev.sluice.jmh;

import dev.sluice.core.cesql.ConditionIndex;
import dev.sluice.core.cesql.Expression;
import dev.sluice.core.cesql.InvalidExpression;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import java.util.ArrayList;
import java.util.List;
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
 * What it costs to find the route of an event among one condition, and among a thousand of which each takes its share
 * of the events.
 *
 * <p>Every event meets exactly one condition, the one whose number is in its type and source.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 8, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public class ConditionBenchmark {

    private static final int EVENTS = 1024;

    /** How the conditions look; {@code MIXED} has all the others in turn. */
    public enum Form {
        TYPE("type = 'com.acme.order.%1$d.placed'"),
        SOURCE("source = '/shop/%1$d'"),
        PREFIX("type LIKE 'com.acme.order.%1$d.%%'"),
        TYPE_AND_SOURCE("type = 'com.acme.order.%1$d.placed' AND source = '/shop/%1$d'"),
        SOURCE_OF_ONE_KIND("type LIKE 'com.acme.%%' AND source = '/shop/%1$d' AND EXISTS subject"),
        IN("type IN ('com.acme.order.%1$d.placed', 'com.acme.order.%1$d.paid', 'com.acme.order.%1$d.sent')"),
        OR("type = 'com.acme.order.%1$d.placed' OR type = 'com.acme.order.%1$d.paid' AND source LIKE '/shop/%%'"),
        MIXED("");

        private final String text;

        Form(String text) {
            this.text = text;
        }

        String condition(int number) {
            Form form = this == MIXED ? values()[number % MIXED.ordinal()] : this;
            return String.format(form.text, number);
        }
    }

    @Param
    public Form form = Form.TYPE;

    @Param({"1", "1000"})
    public int conditions;

    private ConditionIndex index = new ConditionIndex(List.of());
    private final CloudEvent[] events = new CloudEvent[EVENTS];
    private int next;

    /** Makes the conditions, and events that meet them at random. */
    @Setup
    public void prepare() throws InvalidExpression {
        List<Expression> expressions = new ArrayList<>();
        for (int i = 0; i < conditions; i++) {
            expressions.add(Expression.parse(form.condition(i)));
        }
        index = new ConditionIndex(new ArrayList<>(expressions));
        Random random = new Random(1);
        for (int i = 0; i < EVENTS; i++) {
            int number = random.nextInt(conditions);
            events[i] = event("/shop/" + number, "com.acme.order." + number + ".placed", "order-" + i);
            if (index.first(events[i]) != number) {
                throw new IllegalStateException("the event for condition " + number + " does not meet it");
            }
        }
    }

    private static CloudEvent event(String source, String type, String subject) {
        return new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", "1")
                .set("source", source)
                .set("type", type)
                .set("subject", subject)
                .build();
    }

    /** The position of the condition that the event meets. */
    @Benchmark
    public int first() {
        next = next + 1 & EVENTS - 1;
        return index.first(events[next]);
    }

    /** The same for an event that is made first, from texts that were just read, as every real one is. */
    @Benchmark
    public int firstOfNew() {
        next = next + 1 & EVENTS - 1;
        CloudEvent event = events[next];
        return index.first(event(copy(event.source()), copy(event.type()), String.valueOf(event.subject())));
    }

    private static String copy(String text) {
        return new String(text.toCharArray());
    }
}
