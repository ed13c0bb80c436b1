package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;

/** The casts from strings (CESQL 1.0, 3.7); casts between the other types are in {@link Node}. Stateless. */
final class Cast {

    private static final int MOST_DIGITS_OF_A_LONG = 18;

    private Cast() {}

    /** The boolean that {@code text} spells, in either case, or the error of the cast. */
    static int truth(String text) {
        if (isIgnoringCase(text, "true")) {
            return Node.TRUE;
        }
        return isIgnoringCase(text, "false") ? Node.FALSE : EvaluationError.CAST.asTruth();
    }

    /** {@code String.equalsIgnoreCase} would accept other letters of Unicode too, such as the long s. */
    private static boolean isIgnoringCase(String text, String lowerCase) {
        if (text.length() != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            char c = text.charAt(i);
            if ((c >= 'A' && c <= 'Z' ? c + 0x20 : c) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The 32-bit integer that {@code text} spells in ASCII digits after an optional sign, or the error of the cast. */
    static long number(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        if (start == text.length()) {
            return EvaluationError.CAST.asNumber();
        }
        long number = 0;
        int significant = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return EvaluationError.CAST.asNumber();
            }
            significant += significant > 0 || c != '0' ? 1 : 0;
            if (significant > MOST_DIGITS_OF_A_LONG) {
                return EvaluationError.CAST.asNumber();
            }
            number = number * 10 + (c - '0');
        }
        number = text.charAt(0) == '-' ? -number : number;
        return number == (int) number ? number : EvaluationError.CAST.asNumber();
    }

    /** The value of {@code node}, which must not depend on the event, as a constant of whatever type it has. */
    static Literal literal(Node node, CloudEvent event) {
        Type type = node.type(event);
        return new Literal(type == null ? Type.BOOLEAN : type, node.text(event), node.number(event), node.truth(event));
    }
}
