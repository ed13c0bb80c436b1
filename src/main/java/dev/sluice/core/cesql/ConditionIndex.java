package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of many conditions an event meets, as if each were asked in turn, without asking each.
 *
 * <p>A condition that requires a certain type or source, or the start of one, is asked only where the event has it; of
 * several requirements it is indexed by the one that the fewest other conditions share. A question costs two look-ups
 * and the conditions that are left, and makes no object of its own. Immutable, thread-safe.
 */
public final class ConditionIndex {

    private static final int NONE = -1;

    private final @Nullable Expression[] conditions;
    private final ValueIndex types;
    private final ValueIndex sources;
    private final int[] others;

    /**
     * An index of {@code conditions}, whose positions in the list are what the methods speak of; null is a condition
     * that every event meets.
     */
    public ConditionIndex(List<@Nullable Expression> conditions) {
        this.conditions = conditions.toArray(new Expression[0]);
        List<List<Set<Fact>>> choices = new ArrayList<>();
        Map<Fact, Integer> shared = new HashMap<>();
        for (Expression condition : conditions) {
            List<Set<Fact>> choice = condition == null ? List.of() : Fact.necessaryFor(condition.root());
            choices.add(choice);
            choice.stream().flatMap(Set::stream).distinct().forEach(fact -> shared.merge(fact, 1, Integer::sum));
        }
        Map<Fact, List<Integer>> ofTypes = new HashMap<>();
        Map<Fact, List<Integer>> ofSources = new HashMap<>();
        List<Integer> unknown = new ArrayList<>();
        for (int i = 0; i < choices.size(); i++) {
            if (choices.get(i).isEmpty()) {
                unknown.add(i);
                continue;
            }
            for (Fact fact : leastShared(choices.get(i), shared)) {
                (fact.attribute().equals("type") ? ofTypes : ofSources)
                        .computeIfAbsent(fact, any -> new ArrayList<>())
                        .add(i);
            }
        }
        this.types = new ValueIndex(ofTypes);
        this.sources = new ValueIndex(ofSources);
        this.others = unknown.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Set<Fact> leastShared(List<Set<Fact>> choices, Map<Fact, Integer> shared) {
        Set<Fact> best = choices.get(0);
        int least = Integer.MAX_VALUE;
        for (Set<Fact> choice : choices) {
            int conditions = 0;
            for (Fact fact : choice) {
                conditions += shared.getOrDefault(fact, 0);
            }
            if (conditions < least) {
                best = choice;
                least = conditions;
            }
        }
        return best;
    }

    /** The position of the first condition that {@code event} meets; -1 where it meets none. */
    public int first(CloudEvent event) {
        return next(event, NONE);
    }

    /**
     * The position of the first condition after the position {@code after} that {@code event} meets; -1 where it meets
     * no more. All of them are {@code for (int i = first(e); i >= 0; i = next(e, i))}.
     */
    public int next(CloudEvent event, int after) {
        int none = conditions.length;
        int best = next(types, event.type(), event, after, none);
        best = next(sources, event.source(), event, after, best);
        best = next(others, event, after, best);
        return best == none ? NONE : best;
    }

    private int next(ValueIndex index, String value, CloudEvent event, int after, int before) {
        int best = next(index.exactly(value), event, after, before);
        int hash = 0;
        int hashed = 0;
        for (int i = 0; i < index.prefixLengths(); i++) {
            int length = index.prefixLength(i);
            if (length > value.length()) {
                break;
            }
            hash = ValueIndex.hash(value, hashed, length, hash);
            hashed = length;
            best = next(index.startingWith(value, length, hash), event, after, best);
        }
        return best;
    }

    /** The first of {@code positions} between {@code after} and {@code before} that is met; {@code before} for none. */
    private int next(int @Nullable [] positions, CloudEvent event, int after, int before) {
        if (positions == null) {
            return before;
        }
        for (int i = firstAfter(positions, after); i < positions.length; i++) {
            int position = positions[i];
            if (position >= before) {
                return before;
            }
            Expression condition = conditions[position];
            if (condition == null || condition.matches(event)) {
                return position;
            }
        }
        return before;
    }

    private static int firstAfter(int[] positions, int after) {
        int low = 0;
        int high = after < 0 ? 0 : positions.length;
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
