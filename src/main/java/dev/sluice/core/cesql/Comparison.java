package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The comparison operators (CESQL 1.0, 3.4.2). */
final class Comparison {

    private Comparison() {}

    /**
     * {@code left = right}, or {@code left != right} if {@code negated}. The left side is cast to the type of the right
     * side (3.7).
     */
    static Node equal(Node left, Node right, boolean negated) {
        if (right instanceof Literal literal
                && literal.text() instanceof String text
                && literal.type() == Type.STRING) {
            return new EqualsText(left, text, negated);
        }
        if (right instanceof Attribute attribute
                && attribute.core()
                && left instanceof Literal literal
                && literal.text() instanceof String text) {
            return new EqualsText(right, text, negated);
        }
        return new Equal(left, right, negated);
    }

    /** Whether an operand, cast to a string, equals this text character by character. */
    record EqualsText(Node operand, String text, boolean negated) implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            Object value = operand.text(event);
            return value instanceof EvaluationError error ? error.asTruth() : Logic.negate(text.equals(value), negated);
        }

        @Override
        public List<Node> operands() {
            return List.of(operand);
        }
    }

    /** The general case, in which the types are known only once there is an event. */
    record Equal(Node left, Node right, boolean negated) implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            int truth = same(left, right, right.type(event), event);
            return negated ? Logic.not(truth) : truth;
        }

        @Override
        public List<Node> operands() {
            return List.of(left, right);
        }
    }

    /** Whether two operands are equal once both are cast to {@code type}; null is the type of a missing attribute. */
    static int same(Node left, Node right, @Nullable Type type, CloudEvent event) {
        if (type == null) {
            return EvaluationError.MISSING_ATTRIBUTE.asTruth();
        }
        return switch (type) {
            case STRING -> {
                Object x = left.text(event);
                if (x instanceof EvaluationError error) {
                    yield error.asTruth();
                }
                Object y = right.text(event);
                yield y instanceof EvaluationError error ? error.asTruth() : Node.of(x.equals(y));
            }
            case INTEGER -> {
                long x = left.number(event);
                long y = EvaluationError.isIn(x) ? x : right.number(event);
                yield EvaluationError.isIn(y) ? EvaluationError.ofNumber(y).asTruth() : Node.of(x == y);
            }
            case BOOLEAN -> {
                int x = left.truth(event);
                int y = x < 0 ? x : right.truth(event);
                yield y < 0 ? y : Node.of(x == y);
            }
        };
    }

    /** The orders, which apply to integers only. */
    enum Order {
        LESS,
        LESS_OR_EQUAL,
        GREATER,
        GREATER_OR_EQUAL;

        boolean holds(long x, long y) {
            return switch (this) {
                case LESS -> x < y;
                case LESS_OR_EQUAL -> x <= y;
                case GREATER -> x > y;
                case GREATER_OR_EQUAL -> x >= y;
            };
        }
    }

    /** {@code left < right} and the like. */
    record Ordered(Node left, Order order, Node right) implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            long x = left.number(event);
            long y = EvaluationError.isIn(x) ? x : right.number(event);
            return EvaluationError.isIn(y) ? EvaluationError.ofNumber(y).asTruth() : Node.of(order.holds(x, y));
        }

        @Override
        public List<Node> operands() {
            return List.of(left, right);
        }
    }
}
