package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import java.util.List;

/**
 * A constant with all its casts precomputed: a literal of the expression, or the result of its constant parts.
 *
 * @param type the type of the value
 * @param text the value as a {@code String}, or an {@link EvaluationError}
 * @param number the value as an integer, or {@link EvaluationError#asNumber}
 * @param truth the value as {@link Node#TRUE} or {@link Node#FALSE}, or {@link EvaluationError#asTruth}
 */
record Literal(Type type, Object text, long number, int truth) implements Node {

    /** The string {@code value}. */
    static Literal of(String value) {
        return new Literal(Type.STRING, value, Cast.number(value), Cast.truth(value));
    }

    /** The integer {@code value}. */
    static Literal of(int value) {
        return new Literal(Type.INTEGER, Integer.toString(value), value, Node.of(value != 0));
    }

    /** The boolean {@code value}. */
    static Literal of(boolean value) {
        return new Literal(Type.BOOLEAN, Boolean.toString(value), Node.of(value), Node.of(value));
    }

    @Override
    public Type type(CloudEvent event) {
        return type;
    }

    @Override
    public Object text(CloudEvent event) {
        return text;
    }

    @Override
    public long number(CloudEvent event) {
        return number;
    }

    @Override
    public int truth(CloudEvent event) {
        return truth;
    }

    @Override
    public List<Node> operands() {
        return List.of();
    }
}
