package dev.sluice.core.data;

import dev.sluice.core.json.JsonScanner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds one tree of nodes from pointers and patterns. Every step in it is unambiguous: if a name and {@code *} both
 * match, the tree has a node for the two together. Nothing is redacted inside a redacted place.
 *
 * <p>Equal remainders of rules share a node. Patterns that still multiply are refused: all nodes together may hold
 * {@value #MAX_RULES} rules. For one query on one thread.
 */
final class PathTreeBuilder {

    private static final int MAX_RULES = 1_000_000;
    private static final int[] NO_SLOTS = {};

    /** What a query says about one pointer or pattern: a slot or a redaction. */
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
     * Builds the tree for {@code rules}. If several redactions match a place, the first of them applies.
     *
     * @throws IllegalArgumentException if the patterns multiply
     */
    PathNode build(List<Rule> rules) {
        return node(0, rules);
    }

    /** The number of nodes whose place must not occur twice. */
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
                    "the patterns with '*' match one place in too many combinations; write fewer '*', or fewer"
                            + " patterns");
        }
    }

    /** The rules that remain inside a redacted place: values are read there, but only the whole place is redacted. */
    private static List<Rule> wanted(List<Rule> rules) {
        return rules.stream().filter(Rule::isWanted).toList();
    }

    /** For each name that comes next in a rule, the rules that apply to a member of that name, in their order. */
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
