package dev.sluice.core.envelope;

import dev.sluice.core.event.Refusal;
import java.time.Instant;

/** Writes a time that was sent as a number since 1970 UTC. Stateless. */
final class EpochTime {

    /** Numbers from here on are milliseconds: as seconds they would be after the year 5000. */
    private static final long FIRST_MILLISECONDS = 100_000_000_000L;

    private static final int MAX_WHOLE_DIGITS = 14;
    private static final int NANO_DIGITS = 9;

    private EpochTime() {}

    /**
     * The timestamp in UTC (RFC 3339) of a JSON number.
     *
     * @param number seconds, or from 100,000,000,000 on milliseconds, each with any fraction, of which nine digits
     *     count; without an exponent
     * @throws Refusal {@code INVALID_ATTRIBUTE} if it is something else or before 1970
     */
    static String rfc3339(String number) {
        int point = number.indexOf('.');
        int end = point < 0 ? number.length() : point;
        long whole = digits(number, 0, end, MAX_WHOLE_DIGITS);
        String fraction = point < 0 ? "" : number.substring(point + 1);
        digits(fraction, 0, fraction.length(), Integer.MAX_VALUE);
        if (end == 0 || point == number.length() - 1) {
            throw notATime();
        }
        if (whole < FIRST_MILLISECONDS) {
            return Instant.ofEpochSecond(whole, nanos(fraction, NANO_DIGITS)).toString();
        }
        return Instant.ofEpochMilli(whole)
                .plusNanos(nanos(fraction, NANO_DIGITS - 3))
                .toString();
    }

    /** The first {@code length} digits of a fraction as a whole number. */
    private static long nanos(String fraction, int length) {
        String padded = fraction.length() < length ? fraction + "0".repeat(length - fraction.length()) : fraction;
        return digits(padded, 0, length, length);
    }

    private static long digits(String text, int start, int end, int most) {
        if (end - start > most) {
            throw notATime();
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                throw notATime();
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }

    private static Refusal notATime() {
        return Refusal.attribute(
                "time", "must be a timestamp (RFC 3339), or a number of seconds or milliseconds since 1970");
    }
}
