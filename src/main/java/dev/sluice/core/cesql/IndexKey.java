package dev.sluice.core.cesql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a condition can be found by: that the type or source of an event is a text, or starts with one.
 *
 * @param attribute what it is about
 * @param text the text, not empty where it is a prefix
 * @param prefix whether the attribute may go on after the text
 */
record IndexKey(About attribute, String text, boolean prefix) {

    /** The attributes that can be looked up: every event has them, and both are strings. */
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
     * @return sets of which each is necessary: an event that has none of its keys does not match; the empty set says
     *     that none does, the empty list that nothing is known
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

    /** Any key of any operand will do, so all operands must have one: with types preferred, and with sources. */
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
