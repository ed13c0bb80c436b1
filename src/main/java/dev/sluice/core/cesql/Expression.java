package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the attributes of an event: CloudEvents SQL Expression Language (CESQL) 1.0.
 *
 * <p>It is parsed once and evaluated often: an evaluation makes no object unless a string has to be made, and takes
 * time that grows with the expression and the values and is never exponential. Immutable, thread-safe.
 *
 * <p>Where the specification leaves room: AND, OR and XOR share one level of precedence and group from left to right
 * (3.6), so mixed ones want brackets; arithmetic beyond 32 bits is an error; every element of an IN set is evaluated;
 * characters are those of Unicode; names of attributes may be written in upper case; {@code IS_INT} and the like of
 * older drafts do not exist.
 */
public final class Expression {

    private final String text;
    private final Node root;
    private final Node condition;

    private Expression(String text, Node root) {
        this.text = text;
        this.root = root;
        this.condition = conditionOf(root);
    }

    private static Node conditionOf(Node root) {
        if (root instanceof Literal literal) {
            return Literal.of(literal.type() == Type.BOOLEAN && literal.truth() == Node.TRUE);
        }
        return root instanceof Node.OfBoolean ? root : new Logic.Genuine(root);
    }

    /**
     * The expression that {@code text} says.
     *
     * @throws InvalidExpression where it breaks the grammar, nests deeper than 200 levels, calls a function that does
     *     not exist or with a number of arguments it does not take, or names {@code data}, which is no attribute
     */
    public static Expression parse(String text) throws InvalidExpression {
        return new Expression(text, Parser.parse(text));
    }

    /** Whether {@code event} makes it true; a result that is no boolean, and any error, do not (CESQL 1.0, 1.2). */
    public boolean matches(CloudEvent event) {
        return condition.truth(event) == Node.TRUE;
    }

    /** The text it was parsed from. */
    @Override
    public String toString() {
        return text;
    }

    /** What is true where this matches, for whoever wants to know beforehand when that can be. */
    Node condition() {
        return condition;
    }

    /** What it comes to for {@code event}; after an error the zero value of its type (CESQL 1.0, 4.1). */
    Evaluation evaluate(CloudEvent event) {
        Type type = root.type(event);
        if (type == Type.STRING) {
            Object string = root.text(event);
            return string instanceof EvaluationError error ? new Evaluation("", error) : new Evaluation(string, null);
        }
        if (type == Type.INTEGER) {
            long number = root.number(event);
            return EvaluationError.isIn(number)
                    ? new Evaluation(0, EvaluationError.ofNumber(number))
                    : new Evaluation((int) number, null);
        }
        int truth = root.truth(event);
        return truth < 0
                ? new Evaluation(false, EvaluationError.ofTruth(truth))
                : new Evaluation(truth == Node.TRUE, null);
    }

    /**
     * What an evaluation gives.
     *
     * @param value a {@code String}, {@code Integer} or {@code Boolean}
     * @param error the first error, where there was one
     */
    record Evaluation(Object value, @Nullable EvaluationError error) {}
}
