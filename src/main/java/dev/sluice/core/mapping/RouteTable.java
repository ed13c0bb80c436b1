package dev.sluice.core.mapping;

import dev.sluice.core.cesql.ConditionIndex;
import dev.sluice.core.cesql.Expression;
import dev.sluice.core.event.CloudEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The routes that may take an event of one sender, in the order in which they are tried. Thread-safe. */
final class RouteTable {

    private final List<Route> routes;
    /** For each route, a list with that route alone. */
    private final List<List<Route>> alone;

    private final ConditionIndex conditions;

    RouteTable(List<Mapper.Rule> rules) {
        List<@Nullable Expression> expressions = new ArrayList<>(rules.size());
        List<Route> inOrder = new ArrayList<>(rules.size());
        for (Mapper.Rule rule : rules) {
            expressions.add(rule.when());
            inOrder.add(rule.route());
        }
        this.routes = List.copyOf(inOrder);
        this.alone = inOrder.stream().map(List::of).toList();
        this.conditions = new ConditionIndex(expressions);
    }

    /** The index of the first route that takes {@code event}; negative if none does. */
    int first(CloudEvent event) {
        return conditions.first(event);
    }

    /** The route at {@code index} alone. */
    List<Route> alone(int index) {
        return alone.get(index);
    }

    /** All routes that take {@code event}, of which {@code first} is the first. */
    List<Route> allTaking(CloudEvent event, int first) {
        List<Route> taking = new ArrayList<>();
        for (int i = first; i >= 0; i = conditions.next(event, i)) {
            taking.add(routes.get(i));
        }
        return taking;
    }
}
