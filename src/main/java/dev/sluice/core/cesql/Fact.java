package dev.sluice.core.cesql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something about an event that can be looked up: its type or source is a text, or starts with one.
 *
 * @param attribute what it is about
 * @param text the text, not empty where it is a prefix
 * @param prefix whether the attribute may go on after the text
 */
record Fact(About attribute, String text, boolean prefix) {

    /** The attributes that facts are about: every event has them, and both are strings. */
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
     * @return sets of which each is necessary: an event without any fact of it does not match; the empty set says that
     *     none does, the empty list that nothing is known
     */
    static List<Set<Fact>> necessaryFor(Node node) {
        if (node instanceof Literal literal) {
            return literal.truth() == Node.TRUE ? List.of() : List.of(Set.of());
        }
        if (node instanceof Logic.All all) {
            List<Set<Fact>> ofAll = new ArrayList<>();
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

    private static List<Set<Fact>> about(Node operand, Set<String> texts, boolean prefix) {
        About attribute = About.of(operand);
        if (attribute == null || (prefix && texts.contains(""))) {
            return List.of();
        }
        Set<Fact> facts = new HashSet<>();
        texts.forEach(text -> facts.add(new Fact(attribute, text, prefix)));
        return List.of(facts);
    }

    /** Any fact of any operand will do, so all operands must have one: with types preferred, and with sources. */
    private static List<Set<Fact>> necessaryForOneOf(List<Node> operands) {
        List<List<Set<Fact>>> ofEach = new ArrayList<>();
        for (Node operand : operands) {
            List<Set<Fact>> ofOperand = necessaryFor(operand);
            if (ofOperand.isEmpty()) {
                return List.of();
            }
            ofEach.add(ofOperand);
        }
        List<Set<Fact>> ofAny = new ArrayList<>();
        for (About attribute : About.values()) {
            Set<Fact> union = new HashSet<>();
            ofEach.forEach(sets -> union.addAll(preferring(attribute, sets)));
            ofAny.add(union);
        }
        return ofAny;
    }

    private static Set<Fact> preferring(About attribute, List<Set<Fact>> sets) {
        for (Set<Fact> set : sets) {
            if (set.stream().allMatch(fact -> fact.attribute() == attribute)) {
                return set;
            }
        }
        return sets.get(0);
    }
}
