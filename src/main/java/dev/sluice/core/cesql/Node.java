package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of an expression. It gives its value as any of the three types: the caller chooses the type, and the node
 * makes the cast (CESQL 1.0, 3.7).
 *
 * <p>Immutable. An evaluation allocates only strings that a function makes or that an integer is cast to.
 */
interface Node {

    /** The value of {@link #truth} for false. */
    int FALSE = 0;

    /** The value of {@link #truth} for true. */
    int TRUE = 1;

    /** The type of the value before any cast; null for an attribute that the event does not have. */
    @Nullable
    Type type(CloudEvent event);

    /** The value as a {@code String}, or an {@link EvaluationError}. */
    Object text(CloudEvent event);

    /** The value as a 32-bit integer, or {@link EvaluationError#asNumber}. */
    long number(CloudEvent event);

    /** The value as {@link #TRUE} or {@link #FALSE}, or {@link EvaluationError#asTruth}. */
    int truth(CloudEvent event);

    /** The operands, in the order of the expression. */
    List<Node> operands();

    /** {@link #TRUE} or {@link #FALSE}. */
    static int of(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** A part whose value is a string. */
    interface OfString extends Node {

        @Override
        default Type type(CloudEvent event) {
            return Type.STRING;
        }

        @Override
        default long number(CloudEvent event) {
            Object text = text(event);
            return text instanceof EvaluationError error ? error.asNumber() : Cast.number((String) text);
        }

        @Override
        default int truth(CloudEvent event) {
            Object text = text(event);
            return text instanceof EvaluationError error ? error.asTruth() : Cast.truth((String) text);
        }
    }

    /** A part whose value is an integer. */
    interface OfInteger extends Node {

        @Override
        default Type type(CloudEvent event) {
            return Type.INTEGER;
        }

        @Override
        default Object text(CloudEvent event) {
            long number = number(event);
            return EvaluationError.isIn(number) ? EvaluationError.ofNumber(number) : Long.toString(number);
        }

        @Override
        default int truth(CloudEvent event) {
            long number = number(event);
            return EvaluationError.isIn(number)
                    ? EvaluationError.ofNumber(number).asTruth()
                    : of(number != 0);
        }
    }

    /** A part whose value is a boolean. */
    interface OfBoolean extends Node {

        @Override
        default Type type(CloudEvent event) {
            return Type.BOOLEAN;
        }

        @Override
        default Object text(CloudEvent event) {
            int truth = truth(event);
            return truth < 0 ? EvaluationError.ofTruth(truth) : Boolean.toString(truth == TRUE);
        }

        @Override
        default long number(CloudEvent event) {
            int truth = truth(event);
            return truth < 0 ? EvaluationError.ofTruth(truth).asNumber() : truth;
        }
    }
}
