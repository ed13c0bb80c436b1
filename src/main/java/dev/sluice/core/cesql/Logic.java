package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import java.util.List;

/** The operators on booleans (CESQL 1.0, 3.4.1 and 3.4.2). */
final class Logic {

    private Logic() {}

    /** {@code NOT x}. */
    record Not(Node operand) implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            return not(operand.truth(event));
        }

        @Override
        public List<Node> operands() {
            return List.of(operand);
        }
    }

    /** {@code x AND y AND z}; nothing after the first false is evaluated. */
    record All(List<Node> operands) implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            for (int i = 0; i < operands.size(); i++) {
                int truth = operands.get(i).truth(event);
                if (truth != TRUE) {
                    return truth;
                }
            }
            return TRUE;
        }
    }

    /** {@code x OR y OR z}; nothing after the first true is evaluated. */
    record Any(List<Node> operands) implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            for (int i = 0; i < operands.size(); i++) {
                int truth = operands.get(i).truth(event);
                if (truth != FALSE) {
                    return truth;
                }
            }
            return FALSE;
        }
    }

    /** {@code x XOR y XOR z}. */
    record Odd(List<Node> operands) implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            int odd = FALSE;
            for (int i = 0; i < operands.size(); i++) {
                int truth = operands.get(i).truth(event);
                if (truth < 0) {
                    return truth;
                }
                odd ^= truth;
            }
            return odd;
        }
    }

    /**
     * Whether a value is true and was a boolean before any cast, as a filter requires of its result (CESQL 1.0, 1.2).
     */
    record Genuine(Node operand) implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            return operand.type(event) == Type.BOOLEAN ? operand.truth(event) : FALSE;
        }

        @Override
        public List<Node> operands() {
            return List.of(operand);
        }
    }

    /** The opposite of {@code truth}; an error stays the same. */
    static int not(int truth) {
        return truth < 0 ? truth : 1 - truth;
    }

    /** {@code truth}, or its opposite if {@code negated}. */
    static int negate(boolean truth, boolean negated) {
        return Node.of(truth != negated);
    }
}
