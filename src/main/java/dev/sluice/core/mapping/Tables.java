package dev.sluice.core.mapping;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The table of routes of each sender. Where no route is of certain senders only, there is one table for all.
 * Thread-safe.
 */
final class Tables {

    private final Map<String, RouteTable> bySender = new HashMap<>();
    private final RouteTable ofOthers;

    Tables(List<Mapper.Rule> rules) {
        Set<String> named = new TreeSet<>();
        rules.forEach(rule -> named.addAll(rule.from()));
        for (String sender : named) {
            bySender.put(
                    sender,
                    new RouteTable(rules.stream()
                            .filter(rule -> rule.from().isEmpty() || rule.from().contains(sender))
                            .toList()));
        }
        this.ofOthers = new RouteTable(
                rules.stream().filter(rule -> rule.from().isEmpty()).toList());
    }

    /** The table of {@code sender}. */
    RouteTable of(String sender) {
        return bySender.isEmpty() ? ofOthers : bySender.getOrDefault(sender, ofOthers);
    }
}
