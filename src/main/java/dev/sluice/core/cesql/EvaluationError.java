package dev.sluice.core.cesql;

/**
 * Why an evaluation gives no value (CESQL 1.0, 3.3). An error in the expression itself is an {@link InvalidExpression}
 * and is found before any evaluation.
 *
 * <p>Evaluation is fail-fast (4.1), so the first error is the only one. It is returned in place of the value, which
 * costs neither an exception nor an object: each of the three kinds of value has room for it.
 */
@SuppressWarnings("EnumOrdinal") // the numbers live only as long as an evaluation
enum EvaluationError {
    /** The event does not have the attribute. */
    MISSING_ATTRIBUTE,
    /** A value cannot be cast to the required type. */
    CAST,
    /** A division by zero, or a result beyond 32 bits. */
    MATH,
    /** The function does not accept an argument. */
    FUNCTION_EVALUATION;

    private static final EvaluationError[] KINDS = values();

    /** This error in place of a truth value: a negative number. */
    int asTruth() {
        return -1 - ordinal();
    }

    /** This error in place of an integer: below all 32-bit integers. */
    long asNumber() {
        return Long.MIN_VALUE + ordinal();
    }

    /** Whether {@code number} is an error. */
    static boolean isIn(long number) {
        return number < Integer.MIN_VALUE;
    }

    /** The error that the negative number {@code truth} stands for. */
    static EvaluationError ofTruth(int truth) {
        return KINDS[-1 - truth];
    }

    /** The error that {@code number} stands for; {@link #isIn} must be true for it. */
    static EvaluationError ofNumber(long number) {
        return KINDS[(int) (number - Long.MIN_VALUE)];
    }
}
