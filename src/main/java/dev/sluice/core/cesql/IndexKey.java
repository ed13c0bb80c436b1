package dev.sluice.core.cesql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an index finds a condition by: the type or source of an event equals a text, or starts with it.
 *
 * @param attribute the attribute that is compared
 * @param text the text; not empty if it is a prefix
 * @param prefix whether the attribute may continue after the text
 */
record IndexKey(About attribute, String text, boolean prefix) {

    /** The attributes that an index looks up. Every event has them, and both are strings. */
    enum About {
        TYPE("type"),
        SOURCE("source");

        private final String attribute;

        About(String attribute) {
            this.attribute = attribute;
        }

        private static @Nullable About of(Node operand) {
            for (About about : values()) {
                if (operand instanceof Attribute attribute && attribute.name().equals(about.attribute)) {
                    return about;
                }
            }
            return null;
        }
    }

    /**
     * What an event must have for {@code node} to be true.
     *
     * @return alternatives to index by. Each set is necessary on its own: an event with none of its keys does not
     *     match. An empty set means that no event matches, an empty list that nothing is known
     */
    static List<Set<IndexKey>> necessaryFor(Node node) {
        if (node instanceof Literal literal) {
            return literal.truth() == Node.TRUE ? List.of() : List.of(Set.of());
        }
        if (node instanceof Logic.All all) {
            List<Set<IndexKey>> ofAll = new ArrayList<>();
            all.operands().forEach(operand -> ofAll.addAll(necessaryFor(operand)));
            return ofAll;
        }
        if (node instanceof Logic.Any any) {
            return necessaryForOneOf(any.operands());
        }
        if (node instanceof Comparison.EqualsText equals && !equals.negated()) {
            return about(equals.operand(), Set.of(equals.text()), false);
        }
        if (node instanceof LikeAndIn.In in && !in.negated()) {
            Set<String> texts = in.texts();
            return texts == null ? List.of() : about(in.operand(), texts, false);
        }
        if (node instanceof LikeAndIn.Like like && !like.negated()) {
            return about(
                    like.operand(),
                    Set.of(like.pattern().literal()),
                    !like.pattern().isExact());
        }
        return List.of();
    }

    private static List<Set<IndexKey>> about(Node operand, Set<String> texts, boolean prefix) {
        About attribute = About.of(operand);
        if (attribute == null || (prefix && texts.contains(""))) {
            return List.of();
        }
        Set<IndexKey> keys = new HashSet<>();
        texts.forEach(text -> keys.add(new IndexKey(attribute, text, prefix)));
        return List.of(keys);
    }

    /**
     * Any operand may be the true one, so every operand must contribute a key. Keys on types are preferred, then keys
     * on sources.
     */
    private static List<Set<IndexKey>> necessaryForOneOf(List<Node> operands) {
        List<List<Set<IndexKey>>> ofEach = new ArrayList<>();
        for (Node operand : operands) {
            List<Set<IndexKey>> ofOperand = necessaryFor(operand);
            if (ofOperand.isEmpty()) {
                return List.of();
            }
            ofEach.add(ofOperand);
        }
        List<Set<IndexKey>> ofAny = new ArrayList<>();
        for (About attribute : About.values()) {
            Set<IndexKey> union = new HashSet<>();
            ofEach.forEach(sets -> union.addAll(preferring(attribute, sets)));
            ofAny.add(union);
        }
        return ofAny;
    }

    private static Set<IndexKey> preferring(About attribute, List<Set<IndexKey>> sets) {
        for (Set<IndexKey> set : sets) {
            if (set.stream().allMatch(key -> key.attribute() == attribute)) {
                return set;
            }
        }
        return sets.get(0);
    }
}
