package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A condition on the attributes of an event, in the CloudEvents SQL Expression Language (CESQL) 1.0.
 *
 * <p>It is parsed once and evaluated often. An evaluation allocates only the strings that it has to make, and its time
 * grows with the expression and the values, never exponentially. Immutable, thread-safe.
 *
 * <p>Where the specification leaves room: AND, OR and XOR share one level of precedence and group from left to right
 * (3.6), so mixed ones need brackets; arithmetic beyond 32 bits is an error; every element of an IN set is evaluated;
 * characters are those of Unicode; attribute names may be written in upper case; functions of older drafts, such as
 * {@code IS_INT}, do not exist.
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
     * Parses {@code text}.
     *
     * @throws InvalidExpression if it breaks the grammar, nests deeper than 200 levels, calls a function that does not
     *     exist or with a wrong number of arguments, or names {@code data}, which is not an attribute
     */
    public static Expression parse(String text) throws InvalidExpression {
        return new Expression(text, Parser.parse(text));
    }

    /**
     * Whether the result for {@code event} is true. A result that is not a boolean, or an error, does not match (CESQL
     * 1.0, 1.2).
     */
    public boolean matches(CloudEvent event) {
        return condition.truth(event) == Node.TRUE;
    }

    /**
     * Why no event can match, as the rest of a sentence that starts with the condition; null if one may, or if the
     * condition is just {@code FALSE}, which somebody means who writes it.
     */
    public @Nullable String neverMatches() {
        return text.strip().equalsIgnoreCase("FALSE") ? null : ConditionChecks.neverTrue(condition);
    }

    /** What is legal but probably not meant, each as the rest of a sentence that starts with the condition. */
    public Set<String> doubts() {
        return ConditionChecks.doubts(root);
    }

    /** The names of the attributes that are not those of the CloudEvents specification, in order. */
    public Set<String> extensions() {
        return ConditionChecks.extensions(root);
    }

    /** The text it was parsed from. */
    @Override
    public String toString() {
        return text;
    }

    /** A condition that is true exactly if this matches, for analysis before there is an event. */
    Node condition() {
        return condition;
    }

    /** The result for {@code event}; after an error, the zero value of its type (CESQL 1.0, 4.1). */
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
     * The result of an evaluation.
     *
     * @param value a {@code String}, {@code Integer} or {@code Boolean}
     * @param error the first error; null for none
     */
    record Evaluation(Object value, @Nullable EvaluationError error) {}
}
