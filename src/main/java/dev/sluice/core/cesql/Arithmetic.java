package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import java.util.List;

/**
 * The operators on integers (CESQL 1.0, 3.4.1 and 3.4.2). A result beyond 32 bits is an {@link EvaluationError#MATH}:
 * the specification has no such integer, and a condition must not become true because a number wrapped around.
 */
final class Arithmetic {

    private Arithmetic() {}

    /** Named by what they do, because in CESQL {@code -} also takes a single operand. */
    enum Operator {
        TIMES,
        DIVIDED_BY,
        MODULO,
        PLUS,
        MINUS
    }

    /** {@code -x}. */
    record Negated(Node operand) implements Node.OfInteger {

        @Override
        public long number(CloudEvent event) {
            long x = operand.number(event);
            return EvaluationError.isIn(x) ? x : inRange(-x);
        }

        @Override
        public List<Node> operands() {
            return List.of(operand);
        }
    }

    /** {@code left + right} and the like. */
    record Binary(Node left, Operator operator, Node right) implements Node.OfInteger {

        @Override
        public long number(CloudEvent event) {
            long x = left.number(event);
            if (EvaluationError.isIn(x)) {
                return x;
            }
            long y = right.number(event);
            return EvaluationError.isIn(y) ? y : inRange(result(x, y));
        }

        /** Two 32-bit integers cannot overflow a long. */
        private long result(long x, long y) {
            return switch (operator) {
                case TIMES -> x * y;
                case DIVIDED_BY -> y == 0 ? EvaluationError.MATH.asNumber() : x / y;
                case MODULO -> y == 0 ? EvaluationError.MATH.asNumber() : x % y;
                case PLUS -> x + y;
                case MINUS -> x - y;
            };
        }

        @Override
        public List<Node> operands() {
            return List.of(left, right);
        }
    }

    private static long inRange(long number) {
        return number == (int) number ? number : EvaluationError.MATH.asNumber();
    }
}
