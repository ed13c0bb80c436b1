package dev.sluice.config;

import dev.sluice.core.cesql.Expression;
import dev.sluice.core.cesql.InvalidExpression;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Parses single values in Quarkus' notations, and reports those that are wrong.
 *
 * <p>The value returned for a wrong text only has to differ from a right one, because the startup ends. Used by the
 * thread of the startup.
 */
final class ValueParser {

    /** Stands for a number that was reported; smaller than any allowed number. */
    static final int UNREADABLE = Integer.MIN_VALUE;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");
    private static final DurationConverter DURATIONS = new DurationConverter();
    private static final MemorySizeConverter SIZES = new MemorySizeConverter();

    private final ConfigErrors errors;

    ValueParser(ConfigErrors errors) {
        this.errors = errors;
    }

    /**
     * Whether {@code name}, which stands below {@code section} in the configuration, is one that labels and answers can
     * show: letters, digits, {@code -} and {@code _}, at most 64, a letter or digit first.
     */
    boolean isName(String section, String name) {
        boolean isName = NAME.matcher(name).matches();
        if (!isName) {
            errors.add(section + name + " is not a name that labels and answers can show: write letters, digits, - and"
                    + " _, at most 64, a letter or digit first");
        }
        return isName;
    }

    /** A CESQL expression; null if it is none. One that is true of no event is reported too, a doubtful one advised. */
    @Nullable
    Expression condition(String key, String text) {
        try {
            Expression condition = Expression.parse(text);
            String never = condition.neverMatches();
            if (never != null) {
                errors.refuse(key, text, never);
            }
            condition.doubts().forEach(doubt -> errors.advise(key, text, doubt));
            condition.extensions().forEach(name -> {
                String meant = AttributeNames.meantBy(name);
                if (meant != null) {
                    errors.advise(key, text, "asks for the attribute " + name + ": did you mean " + meant + "?");
                }
            });
            return condition;
        } catch (InvalidExpression e) {
            errors.refuse(key, text, "is not a CESQL expression: " + e.getMessage());
            return null;
        }
    }

    /** One of the constants of {@code type}, written in lower case with hyphens. */
    <E extends Enum<E>> E oneOf(Class<E> type, String key, String text) {
        E[] constants = type.getEnumConstants();
        for (E constant : constants) {
            if (written(constant).equals(text.trim().toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        errors.refuse(
                key,
                text,
                "is not known: write one of "
                        + Arrays.stream(constants).map(ValueParser::written).collect(Collectors.joining(", ")));
        return constants[0];
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code true} or {@code false}. */
    boolean yesOrNo(String key, String text) {
        String word = text.trim().toLowerCase(Locale.ROOT);
        if (!word.equals("true") && !word.equals("false")) {
            errors.refuse(key, text, "is not a boolean: write true or false");
        }
        return word.equals("true");
    }

    /** A whole number. */
    int number(String key, String text) {
        try {
            return Integer.parseInt(text.trim());
        } catch (NumberFormatException e) {
            errors.refuse(key, text, "is not a whole number: write a number of at most 2147483647");
            return UNREADABLE;
        }
    }

    /** A whole number of at least 1. */
    int count(String key, String text) {
        int number = number(key, text);
        if (number < 1 && number != UNREADABLE) {
            errors.refuse(key, text, "is out of range: write 1 or more");
        }
        return number < 1 ? UNREADABLE : number;
    }

    /** A number of bytes: {@code 65536}, {@code 64K}, {@code 32M}. */
    long bytes(String key, String text) {
        try {
            return SIZES.convert(text.trim()).asLongValue();
        } catch (IllegalArgumentException | ArithmeticException e) {
            errors.refuse(key, text, "is not a number of bytes: write, for example, 65536, 64K or 32M");
            return UNREADABLE;
        }
    }

    /**
     * A duration: {@code 30s}, {@code 500ms}, {@code 2m}, {@code PT30S}, or a number of seconds of up to three digits.
     * A longer one is refused, because milliseconds are meant.
     *
     * @param shortest the shortest allowed duration, which is also returned if the text was reported
     * @param otherwise what would happen with a shorter one, and what to write instead
     */
    Duration duration(String key, String text, Duration shortest, String otherwise) {
        Duration duration = readDuration(key, text);
        if (duration == null) {
            return shortest;
        }
        if (duration.compareTo(shortest) < 0) {
            errors.refuse(key, text, "is out of range: " + otherwise);
            return shortest;
        }
        return duration;
    }

    private @Nullable Duration readDuration(String key, String text) {
        if (text.strip().matches("\\d{4,}")) {
            errors.refuse(key, text, "has no unit, and would be hours: write, for example, 30s, 500ms or 2m");
            return null;
        }
        try {
            Duration duration = DURATIONS.convert(text.trim());
            // all clocks are asked for milliseconds
            return Duration.ofMillis(duration.toMillis());
        } catch (IllegalArgumentException | ArithmeticException e) {
            errors.refuse(key, text, "is not a duration: write, for example, 30s, 500ms or 2m");
            return null;
        }
    }
}
