package dev.sluice.core.cesql;

import dev.sluice.core.event.CloudEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The built-in functions (CESQL 1.0, 3.5.1 and 3.5.2) and the casts that section 3.7 names. Characters are those of
 * Unicode, whether one or two UTF-16 units.
 */
enum Function {
    LENGTH(1, 1),
    CONCAT(0, Integer.MAX_VALUE),
    CONCAT_WS(1, Integer.MAX_VALUE),
    LOWER(1, 1),
    UPPER(1, 1),
    TRIM(1, 1),
    LEFT(2, 2),
    RIGHT(2, 2),
    SUBSTRING(2, 3),
    ABS(1, 1),
    INT(1, 1),
    BOOL(1, 1),
    STRING(1, 1);

    private static final Map<String, Function> BY_NAME = new HashMap<>();

    static {
        for (Function function : values()) {
            BY_NAME.put(function.name(), function);
        }
    }

    private final int fewest;
    private final int most;

    Function(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    /** The function {@code name}, in any case; null if there is none. */
    static @Nullable Function named(String name) {
        return BY_NAME.get(name.toUpperCase(Locale.ROOT));
    }

    /** Whether the function takes this number of arguments. */
    boolean takes(int arguments) {
        return arguments >= fewest && arguments <= most;
    }

    /** How many arguments the function takes, in words. */
    String arity() {
        if (most == Integer.MAX_VALUE) {
            return name() + " takes at least 1 argument";
        }
        String numbers = fewest == most ? Integer.toString(most) : fewest + " or " + most;
        return name() + " takes " + numbers + (most == 1 ? " argument" : " arguments");
    }

    /** A call with {@code arguments}, whose number the function must {@link #takes take}. */
    Node call(List<Node> arguments) {
        return switch (this) {
            case LENGTH, ABS, INT -> new IntegerCall(this, arguments);
            case BOOL -> new BooleanCall(arguments);
            case CONCAT, CONCAT_WS, LOWER, UPPER, TRIM, LEFT, RIGHT, SUBSTRING, STRING ->
                new StringCall(this, arguments);
        };
    }

    private record BooleanCall(List<Node> operands) implements Node.OfBoolean {

        @Override
        public int truth(CloudEvent event) {
            return operands.get(0).truth(event);
        }
    }

    private record IntegerCall(Function function, List<Node> operands) implements Node.OfInteger {

        @Override
        public long number(CloudEvent event) {
            Node operand = operands.get(0);
            if (function == LENGTH) {
                Object text = operand.text(event);
                return text instanceof EvaluationError error ? error.asNumber() : length((String) text);
            }
            long number = operand.number(event);
            if (function == INT || EvaluationError.isIn(number)) {
                return number;
            }
            return number == Integer.MIN_VALUE ? EvaluationError.MATH.asNumber() : Math.abs(number);
        }
    }

    private record StringCall(Function function, List<Node> operands) implements Node.OfString {

        @Override
        public Object text(CloudEvent event) {
            if (function == CONCAT || function == CONCAT_WS) {
                return concatenation(event);
            }
            Object text = operands.get(0).text(event);
            if (text instanceof EvaluationError || operands.size() == 1) {
                return text instanceof String string ? of(string) : text;
            }
            long first = operands.get(1).number(event);
            long second =
                    operands.size() == 2 ? Integer.MAX_VALUE : operands.get(2).number(event);
            if (EvaluationError.isIn(first) || EvaluationError.isIn(second)) {
                return EvaluationError.ofNumber(EvaluationError.isIn(first) ? first : second);
            }
            return part((String) text, first, second);
        }

        private String of(String text) {
            return switch (function) {
                case LOWER -> text.toLowerCase(Locale.ROOT);
                case UPPER -> text.toUpperCase(Locale.ROOT);
                case TRIM -> trim(text);
                default -> text;
            };
        }

        private Object part(String text, long first, long second) {
            if (function == SUBSTRING) {
                return substring(text, first, second);
            }
            if (first < 0) {
                return EvaluationError.FUNCTION_EVALUATION;
            }
            long length = length(text);
            long count = Math.min(first, length);
            return function == LEFT ? slice(text, 0, count) : slice(text, length - count, length);
        }

        private Object concatenation(CloudEvent event) {
            StringBuilder result = new StringBuilder();
            String delimiter = "";
            for (int i = 0; i < operands.size(); i++) {
                Object text = operands.get(i).text(event);
                if (text instanceof EvaluationError) {
                    return text;
                }
                if (function == CONCAT_WS && i == 0) {
                    delimiter = (String) text;
                } else {
                    result.append(i > 1 ? delimiter : "").append((String) text);
                }
            }
            return result.toString();
        }
    }

    /**
     * Part of {@code text}. {@code position} counts from 1, or backwards from -1, the last character; 0 gives nothing.
     */
    private static Object substring(String text, long position, long count) {
        long length = length(text);
        if (position > length || position < -length || count < 0) {
            return EvaluationError.FUNCTION_EVALUATION;
        }
        if (position == 0) {
            return "";
        }
        long start = position > 0 ? position - 1 : length + position;
        return slice(text, start, Math.min(start + count, length));
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String slice(String text, long from, long to) {
        int start = text.offsetByCodePoints(0, (int) from);
        return text.substring(start, text.offsetByCodePoints(start, (int) (to - from)));
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhiteSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /**
     * Whether Unicode's property White_Space has {@code c}. Java has no method for it: it is the separators and six
     * controls.
     */
    private static boolean isWhiteSpace(char c) {
        return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == 0x85;
    }
}
