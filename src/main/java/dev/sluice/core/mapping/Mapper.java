package dev.sluice.core.mapping;

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
 * Decides everything about the records of an event: how many there are, and the topic, key, partition, headers and
 * value of each.
 *
 * <p>A pure function of the event and the configuration: the same event gives the same records in every instance, so
 * the result can be tested before anything is deployed. The data is scanned at most once, and only if a route that
 * takes the event needs it. Thread-safe.
 */
public final class Mapper {

    private final List<Route> all;
    private final Tables tables;
    private final Match match;
    private final @Nullable List<Route> otherwise;
    private final boolean ignoreUnmatched;

    /**
     * A route, and the events that it takes.
     *
     * @param from the senders whose events it takes; empty for all
     * @param when the condition on them; null for none
     */
    public record Rule(Set<String> from, @Nullable Expression when, Route route) {

        /** The route of events of any sender. */
        public Rule(@Nullable Expression when, Route route) {
            this(Set.of(), when, route);
        }
    }

    /** A mapper that uses {@code route} for every event. */
    public Mapper(Route route) {
        this(List.of(), Match.FIRST, route, false);
    }

    /**
     * A mapper.
     *
     * @param rules in the order in which they are tried
     * @param match whether the first route that takes an event makes a record, or each
     * @param otherwise the route of events that no rule takes; null for none
     * @param ignoreUnmatched whether an event that nothing takes is ignored; otherwise it is refused
     */
    public Mapper(List<Rule> rules, Match match, @Nullable Route otherwise, boolean ignoreUnmatched) {
        this.all = rules.stream().map(Rule::route).toList();
        this.tables = new Tables(rules);
        this.match = match;
        this.otherwise = otherwise == null ? null : List.of(otherwise);
        this.ignoreUnmatched = ignoreUnmatched;
    }

    /** The topics that are known before any event: those that the configuration names. */
    public Set<String> knownTopics() {
        Set<String> topics = new TreeSet<>();
        for (Route route : all) {
            topics.addAll(route.knownTopics());
        }
        if (otherwise != null) {
            topics.addAll(otherwise.get(0).knownTopics());
        }
        return topics;
    }

    /**
     * Maps {@code event}, which is not changed, to its records.
     *
     * @param arrival how it came
     * @throws Refusal {@code UNROUTABLE} if nothing takes it, or the refusal of a route that does: {@code FORBIDDEN} if
     *     the caller may not use it
     */
    public Mapped map(CloudEvent event, Arrival arrival) {
        RouteTable table = tables.of(arrival.sender());
        int first = table.first(event);
        if (first < 0) {
            return unmatched(event, arrival);
        }
        if (match == Match.FIRST) {
            return mapped(event, arrival, table.alone(first));
        }
        List<Route> taking = table.allTaking(event, first);
        return new Mapped(event, taking, records(taking, event, arrival));
    }

    private Mapped unmatched(CloudEvent event, Arrival arrival) {
        if (otherwise != null) {
            return mapped(event, arrival, otherwise);
        }
        if (ignoreUnmatched) {
            return new Mapped(event, List.of(), List.of());
        }
        throw Refusal.unroutable("no route takes the event, and sluice.topic is not set");
    }

    private static Mapped mapped(CloudEvent event, Arrival arrival, List<Route> alone) {
        return new Mapped(event, alone, List.of(record(alone.get(0), event, arrival)));
    }

    private static KafkaRecord record(Route route, CloudEvent event, Arrival arrival) {
        try {
            route.checkCaller(arrival);
            DataQuery query = route.dataQuery(event);
            DataView found = query == null ? null : scan(event, List.of(query)).get(0);
            return route.record(event, arrival, found);
        } catch (Refusal e) {
            throw e.byRoute(route.toString());
        }
    }

    /** The records of several routes, with one scan of the data for all of them. */
    private static List<KafkaRecord> records(List<Route> taking, CloudEvent event, Arrival arrival) {
        List<DataQuery> queries = new ArrayList<>(taking.size());
        boolean[] scanned = new boolean[taking.size()];
        Route asked = null;
        try {
            for (int i = 0; i < scanned.length; i++) {
                asked = taking.get(i);
                asked.checkCaller(arrival);
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
