package dev.sluice.core.data;

import dev.sluice.core.json.JsonScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes one tree of nodes out of pointers and patterns, in which each step is decided: where a name and {@code *} both
 * fit, the tree has a node of its own for both together, and nothing is redacted inside of what is.
 *
 * <p>Nodes for which the same rules are left are made once. Patterns that still multiply are refused: at most
 * {@value #MAX_RULES} rules in all nodes together. Made for one query on one thread.
 */
final class PathTreeBuilder {

    private static final int MAX_RULES = 1_000_000;
    private static final int[] NO_SLOTS = {};

    /** What a query says of one pointer or pattern: a slot or a redaction. */
    record Rule(JsonPointer pointer, int slot, @Nullable Redaction redaction) {

        boolean isWanted() {
            return slot != JsonScanner.NONE;
        }

        boolean endsAt(int depth) {
            return pointer.size() == depth;
        }
    }

    private record Key(int depth, List<Rule> rules) {}

    private final Map<Key, PathNode> nodes = new HashMap<>();
    private int rulesInNodes;
    private int marks;

    /**
     * The top of the tree for {@code rules}, of which the first redaction that fits a place is the one that holds
     * there.
     *
     * @throws IllegalArgumentException where the patterns multiply
     */
    PathNode build(List<Rule> rules) {
        return node(0, rules);
    }

    /** How many nodes there are whose place must not be there twice. */
    int marks() {
        return marks;
    }

    private PathNode node(int depth, List<Rule> rules) {
        Key key = new Key(depth, rules);
        PathNode known = nodes.get(key);
        if (known != null) {
            return known;
        }
        countRules(rules.size());
        Redaction redaction = redaction(depth, rules);
        List<Rule> inside = redaction == null ? rules : wanted(rules);
        Map<String, PathNode> below = new LinkedHashMap<>();
        rulesByName(depth, inside).forEach((name, left) -> below.put(name, node(depth + 1, left)));
        List<Rule> any = rulesOfAny(depth, inside);
        PathNode node = new PathNode(
                mark(rules),
                shown(depth, rules),
                slots(depth, rules),
                redaction,
                below,
                any.isEmpty() ? null : node(depth + 1, any));
        nodes.put(key, node);
        return node;
    }

    private void countRules(int rules) {
        rulesInNodes += rules;
        if (rulesInNodes > MAX_RULES) {
            throw new IllegalArgumentException(
                    "the patterns with '*' fit one place in too many combinations; write fewer '*', or fewer patterns");
        }
    }

    /** What is left to do inside of a redacted place: to read, since the place is redacted as a whole. */
    private static List<Rule> wanted(List<Rule> rules) {
        return rules.stream().filter(Rule::isWanted).toList();
    }

    /** For each name that a rule gives next, the rules that a member of that name keeps to, in their order. */
    private static Map<String, List<Rule>> rulesByName(int depth, List<Rule> rules) {
        Map<String, List<Rule>> byName = new LinkedHashMap<>();
        for (Rule rule : rules) {
            if (!rule.endsAt(depth) && !rule.pointer().isAny(depth)) {
                byName.putIfAbsent(rule.pointer().part(depth), new ArrayList<>());
            }
        }
        for (Rule rule : rules) {
            if (rule.endsAt(depth)) {
                continue;
            }
            if (rule.pointer().isAny(depth)) {
                byName.values().forEach(left -> left.add(rule));
            } else {
                List<Rule> left = byName.get(rule.pointer().part(depth));
                if (left != null) {
                    left.add(rule);
                }
            }
        }
        return byName;
    }

    private static List<Rule> rulesOfAny(int depth, List<Rule> rules) {
        List<Rule> any = new ArrayList<>();
        for (Rule rule : rules) {
            if (!rule.endsAt(depth) && rule.pointer().isAny(depth)) {
                any.add(rule);
            }
        }
        return any;
    }

    private int mark(List<Rule> rules) {
        for (Rule rule : rules) {
            if (rule.isWanted()) {
                return marks++;
            }
        }
        return JsonScanner.NONE;
    }

    private static String shown(int depth, List<Rule> rules) {
        for (Rule rule : rules) {
            if (rule.isWanted()) {
                return rule.pointer().shown(depth);
            }
        }
        return "";
    }

    private static int[] slots(int depth, List<Rule> rules) {
        int[] slots = rules.stream()
                .filter(rule -> rule.isWanted() && rule.endsAt(depth))
                .mapToInt(Rule::slot)
                .toArray();
        return slots.length == 0 ? NO_SLOTS : slots;
    }

    private static @Nullable Redaction redaction(int depth, List<Rule> rules) {
        for (Rule rule : rules) {
            if (rule.redaction() != null && rule.endsAt(depth)) {
                return rule.redaction();
            }
        }
        return null;
    }
}
