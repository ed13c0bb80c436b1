package dev.sluice.core.cesql;

/**
 * Why an evaluation gives no value (CESQL 1.0, 3.3); what is wrong with the expression itself is
 * {@link InvalidExpression} and never comes this far.
 *
 * <p>Evaluation is in the fail-fast mode of 4.1, so the first error is the only one. It travels in the place of the
 * value, which costs neither an exception nor an object: each of the three shapes of a value has room for it.
 */
@SuppressWarnings("EnumOrdinal") // numbers that live as long as an evaluation
enum EvaluationError {
    /** The event does not have the attribute. */
    MISSING_ATTRIBUTE,
    /** A value cannot be cast to the type that is needed. */
    CAST,
    /** A division by zero, or a result beyond 32 bits. */
    MATH,
    /** An argument that the function does not take. */
    FUNCTION_EVALUATION;

    private static final EvaluationError[] KINDS = values();

    /** This error in the place of a truth value: negative. */
    int asTruth() {
        return -1 - ordinal();
    }

    /** This error in the place of an integer: below all integers of 32 bits. */
    long asNumber() {
        return Long.MIN_VALUE + ordinal();
    }

    /** Whether {@code number} is an error. */
    static boolean isIn(long number) {
        return number < Integer.MIN_VALUE;
    }

    /** The error that {@code truth}, a negative number, stands for. */
    static EvaluationError ofTruth(int truth) {
        return KINDS[-1 - truth];
    }

    /** The error that {@code number}, for which {@link #isIn} holds, stands for. */
    static EvaluationError ofNumber(long number) {
        return KINDS[(int) (number - Long.MIN_VALUE)];
    }
}
