package dev.sluice.core.cesql;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds conditions that no event can match, and those that are legal but probably not meant.
 *
 * <p>Looks at constants and at comparisons with constants: a condition about which it finds nothing may still match no
 * event. All results are the rest of a sentence that starts with the condition. Stateless.
 */
final class ConditionChecks {

    private ConditionChecks() {}

    /** Why no event makes {@code node} true; null if one may. */
    static @Nullable String neverTrue(Node node) {
        if (node instanceof Literal literal) {
            return literal.truth() == Node.TRUE
                    ? null
                    : "is the same for every event, and not true: compare with an attribute";
        }
        if (node instanceof Logic.Genuine genuine) {
            boolean maybeBoolean = genuine.operand() instanceof Attribute attribute && !attribute.core();
            return maybeBoolean ? null : "is not true or false, so it takes no event: compare it with a value";
        }
        if (node instanceof Comparison.Ordered ordered) {
            return neverANumber(ordered);
        }
        if (node instanceof Logic.Any any) {
            return any.operands().stream().allMatch(operand -> neverTrue(operand) != null)
                    ? neverTrue(any.operands().get(0))
                    : null;
        }
        return node instanceof Logic.All all ? contradiction(all) : null;
    }

    private static @Nullable String neverANumber(Comparison.Ordered ordered) {
        for (Node side : ordered.operands()) {
            if (side instanceof Literal literal && EvaluationError.isIn(literal.number())) {
                return "takes no event, because <, <=, > and >= compare whole numbers, and '" + literal.text()
                        + "' is none: write = or LIKE";
            }
        }
        return null;
    }

    /** Why the operands of an AND exclude each other, or one of them all events. */
    private static @Nullable String contradiction(Logic.All all) {
        Map<String, Set<String>> possible = new LinkedHashMap<>();
        for (Node operand : all.operands()) {
            String never = neverTrue(operand);
            if (never != null) {
                return never;
            }
            Set<String> texts = equalTo(operand);
            if (texts != null) {
                String name = comparedIn(operand);
                Set<String> before = possible.putIfAbsent(name, new LinkedHashSet<>(texts));
                if (before != null && !intersect(before, texts)) {
                    return "takes no event, because " + name + " cannot have two values at once: write OR, or " + name
                            + " IN ('a', 'b')";
                }
            }
        }
        for (Node operand : all.operands()) {
            Set<String> texts = operand instanceof LikeAndIn.Like ? possible.get(comparedIn(operand)) : null;
            if (texts != null && operand instanceof LikeAndIn.Like like) {
                boolean noneFits =
                        texts.stream().allMatch(text -> like.pattern().matches(text) == like.negated());
                if (noneFits) {
                    return "takes no event, because no value of " + comparedIn(operand) + " fits both = and LIKE: leave"
                            + " one of the two out, or write OR";
                }
            }
        }
        return null;
    }

    private static boolean intersect(Set<String> before, Set<String> texts) {
        before.retainAll(texts);
        return !before.isEmpty();
    }

    /** The texts of which the attribute must have one for {@code node} to be true; null if that is not known. */
    private static @Nullable Set<String> equalTo(Node node) {
        if (comparedIn(node).isEmpty()) {
            return null;
        }
        if (node instanceof Comparison.EqualsText equals && !equals.negated()) {
            return Set.of(equals.text());
        }
        return node instanceof LikeAndIn.In in && !in.negated() ? in.texts() : null;
    }

    /** The attribute that a comparison is about; empty if there is none. */
    private static String comparedIn(Node node) {
        return !node.operands().isEmpty() && node.operands().get(0) instanceof Attribute attribute
                ? attribute.name()
                : "";
    }

    /** What is probably not meant, in the order of the expression. */
    static Set<String> doubts(Node root) {
        Map<String, Integer> uses = new HashMap<>();
        count(root, uses);
        Set<String> doubts = new LinkedHashSet<>();
        collect(root, uses, doubts);
        return doubts;
    }

    /** The attributes in a condition that are not of the CloudEvents specification, by name. */
    static Set<String> extensions(Node root) {
        Map<String, Integer> uses = new HashMap<>();
        count(root, uses);
        uses.keySet().removeIf(name -> Attribute.named(name).core());
        return new TreeSet<>(uses.keySet());
    }

    private static void count(Node node, Map<String, Integer> uses) {
        if (node instanceof Attribute attribute) {
            uses.merge(attribute.name(), 1, Integer::sum);
        } else if (node instanceof Attribute.Exists exists) {
            uses.merge(exists.name(), 1, Integer::sum);
        }
        node.operands().forEach(operand -> count(operand, uses));
    }

    private static void collect(Node node, Map<String, Integer> uses, Set<String> doubts) {
        if (node instanceof LikeAndIn.Like like) {
            boolean isGlob =
                    like.pattern().isExact() && like.pattern().literal().indexOf('*') >= 0;
            if (isGlob) {
                doubts.add("has LIKE with an ordinary * in it: did you mean %, which stands for any characters?");
            }
        } else if (node instanceof Comparison.EqualsText equals) {
            doubtPattern(equals.text(), "=", doubts);
        } else if (node instanceof LikeAndIn.In in) {
            in.elements().forEach(element -> {
                doubtWord(element, uses, doubts);
                if (element instanceof Literal literal && literal.text() instanceof String text) {
                    doubtPattern(text, "IN", doubts);
                }
            });
        } else if (node instanceof Comparison.Equal equal && !(equal.left() instanceof Literal)) {
            doubtWord(equal.right(), uses, doubts);
        }
        node.operands().forEach(operand -> collect(operand, uses, doubts));
    }

    private static void doubtPattern(String text, String operator, Set<String> doubts) {
        if (text.endsWith("%") || text.endsWith(".*")) {
            doubts.add("compares with '" + text + "' by " + operator
                    + ", letter by letter: did you mean LIKE, with % for any characters?");
        }
    }

    /** An attribute that nothing else is asked of is probably a text without quotes. */
    private static void doubtWord(Node side, Map<String, Integer> uses, Set<String> doubts) {
        if (side instanceof Attribute attribute && !attribute.core() && uses.getOrDefault(attribute.name(), 0) == 1) {
            doubts.add("compares with the attribute " + attribute.name() + ": did you mean the text '"
                    + attribute.name() + "', in quotes?");
        }
    }
}
