package dev.sluice.core.mapping;

import dev.sluice.core.cesql.ConditionIndex;
import dev.sluice.core.cesql.Expression;
import dev.sluice.core.data.DataQuery;
import dev.sluice.core.data.DataScan;
import dev.sluice.core.data.DataView;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides everything about the records of an event: how many, and of each topic, key, partition, headers and value.
 *
 * <p>A pure function of the event and the configuration it was made with: the same event gives the same records in
 * every instance, so it can be asked before anything is deployed. The data is scanned once at most, and only where a
 * route that takes the event needs it. Thread-safe.
 */
public final class Mapper {

    private final List<Route> routes;
    /** Of each route, the list that only it is in. */
    private final List<List<Route>> alone;

    private final ConditionIndex conditions;
    private final Match match;
    private final @Nullable List<Route> otherwise;
    private final boolean ignoreUnmatched;

    /** A route and the events that it takes: those that meet the condition, or all where it is null. */
    public record Rule(@Nullable Expression when, Route route) {}

    /** A mapper that sends every event by {@code route}. */
    public Mapper(Route route) {
        this(List.of(), Match.FIRST, route, false);
    }

    /**
     * A mapper.
     *
     * @param rules in the order in which they are tried
     * @param match how many of the routes that take an event give a record of it
     * @param otherwise the route of the events that no rule takes; null for none
     * @param ignoreUnmatched whether an event that nothing takes gives no record; else it is refused
     */
    public Mapper(List<Rule> rules, Match match, @Nullable Route otherwise, boolean ignoreUnmatched) {
        List<@Nullable Expression> expressions = new ArrayList<>(rules.size());
        List<Route> inOrder = new ArrayList<>(rules.size());
        for (Rule rule : rules) {
            expressions.add(rule.when);
            inOrder.add(rule.route);
        }
        this.routes = List.copyOf(inOrder);
        this.alone = inOrder.stream().map(List::of).toList();
        this.conditions = new ConditionIndex(expressions);
        this.match = match;
        this.otherwise = otherwise == null ? null : List.of(otherwise);
        this.ignoreUnmatched = ignoreUnmatched;
    }

    /** The topics that are known to be written to before there is any event. */
    public Set<String> knownTopics() {
        Set<String> topics = new TreeSet<>();
        for (Route route : routes) {
            topics.addAll(route.knownTopics());
        }
        if (otherwise != null) {
            topics.addAll(otherwise.get(0).knownTopics());
        }
        return topics;
    }

    /**
     * The records of {@code event}, which is left as it is.
     *
     * @param arrival how it came
     * @throws Refusal {@code UNROUTABLE} where nothing takes it, or what the route refuses it for
     */
    public Mapped map(CloudEvent event, Arrival arrival) {
        int first = conditions.first(event);
        if (first < 0) {
            return unmatched(event, arrival);
        }
        if (match == Match.FIRST) {
            return mapped(event, arrival, alone.get(first));
        }
        List<Route> taking = new ArrayList<>();
        for (int i = first; i >= 0; i = conditions.next(event, i)) {
            taking.add(routes.get(i));
        }
        return new Mapped(event, taking, records(taking, event, arrival));
    }

    private Mapped unmatched(CloudEvent event, Arrival arrival) {
        if (otherwise != null) {
            return mapped(event, arrival, otherwise);
        }
        if (ignoreUnmatched) {
            return new Mapped(event, List.of(), List.of());
        }
        throw Refusal.unroutable("no route takes the event, and there is no sluice.topic for such events");
    }

    private static Mapped mapped(CloudEvent event, Arrival arrival, List<Route> alone) {
        return new Mapped(event, alone, List.of(record(alone.get(0), event, arrival)));
    }

    private static KafkaRecord record(Route route, CloudEvent event, Arrival arrival) {
        try {
            DataQuery query = route.dataQuery(event);
            DataView found = query == null ? null : scan(event, List.of(query)).get(0);
            return route.record(event, arrival, found);
        } catch (Refusal e) {
            throw e.byRoute(route.toString());
        }
    }

    /** The records of several routes; the data is scanned for all of them together. */
    private static List<KafkaRecord> records(List<Route> taking, CloudEvent event, Arrival arrival) {
        List<DataQuery> queries = new ArrayList<>(taking.size());
        boolean[] scanned = new boolean[taking.size()];
        Route asked = null;
        try {
            for (int i = 0; i < scanned.length; i++) {
                asked = taking.get(i);
                DataQuery query = asked.dataQuery(event);
                if (query != null) {
                    scanned[i] = true;
                    queries.add(query);
                }
            }
            asked = null;
            List<DataView> found = queries.isEmpty() ? List.of() : scan(event, queries);
            List<KafkaRecord> records = new ArrayList<>(taking.size());
            int next = 0;
            for (int i = 0; i < scanned.length; i++) {
                asked = taking.get(i);
                records.add(asked.record(event, arrival, scanned[i] ? found.get(next++) : null));
            }
            return records;
        } catch (Refusal e) {
            throw asked == null ? e : e.byRoute(asked.toString());
        }
    }

    private static List<DataView> scan(CloudEvent event, List<DataQuery> queries) {
        Bytes data = event.data();
        return DataScan.scan(data == null ? Bytes.empty() : data, queries);
    }
}
