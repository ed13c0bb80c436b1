package dev.sluice.core.envelope;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes times as RFC 3339 asks for, if they are in a form that cannot mean anything else.
 *
 * <p>A number with 10 digits before the point counts seconds since 1970, one with 13 digits milliseconds: both are the
 * years 2001 to 2286, so a date in digits is not taken for either. {@code 2015-05-17 18:08:09 UTC} is how Ruby writes a
 * time. Anything else stays as it came. Stateless.
 */
final class WrittenTime {

    private static final int SECONDS_DIGITS = 10;
    private static final Pattern NUMBER = Pattern.compile("(?:\\d{10}|\\d{13})(?:\\.\\d{1,9})?");
    private static final Pattern OF_RUBY =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d) (?:UTC|([+-]\\d\\d)(\\d\\d))");

    private WrittenTime() {}

    /** The time that {@code text} means, in RFC 3339; the same text if it has none of the forms. */
    static String inRfc3339(String text) {
        if (text.length() < SECONDS_DIGITS) {
            return text;
        }
        if (text.charAt(4) == '-') {
            Matcher ruby = OF_RUBY.matcher(text);
            return ruby.matches() ? ruby.group(1) + "T" + ruby.group(2) + offset(ruby) : text;
        }
        Matcher number = NUMBER.matcher(text);
        return number.matches() ? EpochTime.rfc3339(text) : text;
    }

    private static String offset(Matcher ruby) {
        return ruby.group(3) == null ? "Z" : ruby.group(3) + ":" + ruby.group(4);
    }
}
