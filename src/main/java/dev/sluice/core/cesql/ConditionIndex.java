package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the conditions that an event meets, in their order, without evaluating every condition.
 *
 * <p>A condition that requires a type or source, or the beginning of one, is evaluated only if the event has it. If it
 * has several requirements, it is indexed by the one that the fewest other conditions share. A search looks up the
 * type, the source and each length of prefix once, evaluates the conditions that are left, and allocates nothing of its
 * own. Immutable, thread-safe.
 */
public final class ConditionIndex {

    private static final int NONE = -1;

    private final Node[] conditions;
    private final IndexTable table;
    private final boolean wholeTypes;
    private final boolean wholeSources;
    private final int[] typePrefixes;
    private final int[] sourcePrefixes;
    private final int[] others;

    /**
     * An index of {@code conditions}; null is a condition that every event meets. The methods return positions in this
     * list.
     */
    public ConditionIndex(List<@Nullable Expression> conditions) {
        this.conditions = new Node[conditions.size()];
        List<List<Set<IndexKey>>> choices = new ArrayList<>();
        Map<IndexKey, Integer> shared = new HashMap<>();
        for (Expression expression : conditions) {
            Node condition = expression == null ? Literal.of(true) : expression.condition();
            this.conditions[choices.size()] = condition;
            List<Set<IndexKey>> choice = IndexKey.necessaryFor(condition);
            choices.add(choice);
            choice.stream().flatMap(Set::stream).distinct().forEach(key -> shared.merge(key, 1, Integer::sum));
        }
        Map<IndexKey, List<Integer>> positions = new HashMap<>();
        List<Integer> unknown = new ArrayList<>(List.of(0));
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i).isEmpty()) {
                unknown.add(i);
                continue;
            }
            for (IndexKey key : leastShared(choices.get(i), shared)) {
                positions.computeIfAbsent(key, any -> new ArrayList<>()).add(i);
            }
        }
        unknown.set(0, unknown.size() - 1);
        this.others = unknown.stream().mapToInt(Integer::intValue).toArray();
        this.table = new IndexTable(positions);
        Set<IndexKey> keys = positions.keySet();
        this.wholeTypes = keys.stream().anyMatch(key -> key.attribute() == IndexKey.About.TYPE && !key.prefix());
        this.wholeSources = keys.stream().anyMatch(key -> key.attribute() == IndexKey.About.SOURCE && !key.prefix());
        this.typePrefixes = lengthsOfPrefixes(IndexKey.About.TYPE, keys);
        this.sourcePrefixes = lengthsOfPrefixes(IndexKey.About.SOURCE, keys);
    }

    private static int[] lengthsOfPrefixes(IndexKey.About attribute, Set<IndexKey> keys) {
        return keys.stream()
                .filter(key -> key.attribute() == attribute && key.prefix())
                .mapToInt(key -> key.text().length())
                .distinct()
                .sorted()
                .toArray();
    }

    private static Set<IndexKey> leastShared(List<Set<IndexKey>> choices, Map<IndexKey, Integer> shared) {
        Set<IndexKey> best = choices.get(0);
        int least = Integer.MAX_VALUE;
        for (Set<IndexKey> choice : choices) {
            int conditions = 0;
            for (IndexKey key : choice) {
                conditions += shared.getOrDefault(key, 0);
            }
            if (conditions < least) {
                best = choice;
                least = conditions;
            }
        }
        return best;
    }

    /** The position of the first condition that {@code event} meets; -1 if it meets none. */
    public int first(CloudEvent event) {
        return next(event, NONE);
    }

    /**
     * The position of the first condition after {@code after} that {@code event} meets; -1 if it meets no more. To
     * visit them all: {@code for (int i = first(e); i >= 0; i = next(e, i))}.
     */
    public int next(CloudEvent event, int after) {
        int none = conditions.length;
        int best = none;
        if (wholeTypes) {
            int code = IndexTable.codeOfWhole(IndexKey.About.TYPE, event.type().hashCode());
            best = next(table.positions(), table.run(code), event, after, best);
        }
        if (wholeSources) {
            int code =
                    IndexTable.codeOfWhole(IndexKey.About.SOURCE, event.source().hashCode());
            best = next(table.positions(), table.run(code), event, after, best);
        }
        if (typePrefixes.length > 0) {
            best = next(IndexKey.About.TYPE, typePrefixes, event.type(), event, after, best);
        }
        if (sourcePrefixes.length > 0) {
            best = next(IndexKey.About.SOURCE, sourcePrefixes, event.source(), event, after, best);
        }
        best = next(others, 0, event, after, best);
        return best == none ? NONE : best;
    }

    private int next(IndexKey.About attribute, int[] prefixes, String value, CloudEvent event, int after, int before) {
        int best = before;
        int hash = 0;
        int hashed = 0;
        for (int length : prefixes) {
            if (length > value.length()) {
                break;
            }
            for (; hashed < length; hashed++) {
                hash = 31 * hash + value.charAt(hashed);
            }
            int run = table.run(IndexTable.codeOfPrefix(attribute, hash, length));
            best = next(table.positions(), run, event, after, best);
        }
        return best;
    }

    /**
     * The first position of a run, between {@code after} and {@code before}, whose condition is met; {@code before} if
     * there is none.
     */
    private int next(int[] positions, int run, CloudEvent event, int after, int before) {
        int end = run + positions[run];
        for (int i = after < 0 ? run + 1 : firstAfter(positions, run + 1, end, after); i <= end; i++) {
            int position = positions[i];
            if (position >= before) {
                return before;
            }
            if (conditions[position].truth(event) == Node.TRUE) {
                return position;
            }
        }
        return before;
    }

    private static int firstAfter(int[] positions, int from, int to, int after) {
        int low = from;
        int high = to + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (positions[middle] <= after) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
