package dev.sluice.format.protobuf;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Points and spans of time as the JSON mapping writes them, read from bytes: {@code google.protobuf.Timestamp} and
 * {@code Duration}. Nothing is rounded. One instance reads one text after the other, on one thread.
 */
final class TimeText {

    private static final int MAX_DIGITS = 9;
    private static final int SECONDS_PER_DAY = 86_400;

    /** 0001-01-01T00:00:00Z. */
    private static final long FIRST_SECOND = -62_135_596_800L;

    /** 9999-12-31T23:59:59Z. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final long MAX_SPAN = 315_576_000_000L;

    private byte[] bytes = {};
    private int at;
    private int end;
    private long seconds;
    private int nanos;

    /** The seconds of the last text. */
    long seconds() {
        return seconds;
    }

    /** The nanoseconds of the last text; of a span, with the sign of its seconds. */
    int nanos() {
        return nanos;
    }

    /**
     * Reads a point in time: RFC 3339 with capital letters, any offset and at most nine digits of a fraction, in the
     * years 1 to 9999 of UTC, without leap seconds.
     *
     * @return whether it is one
     */
    boolean readTimestamp(byte[] text, int from, int to) {
        start(text, from, to);
        int year = number(4);
        boolean form = takes('-');
        int month = number(2);
        form &= takes('-');
        int day = number(2);
        form &= takes('T');
        int hour = number(2);
        form &= takes(':');
        int minute = number(2);
        form &= takes(':');
        int second = number(2);
        boolean inRange = month >= 1
                && month <= 12
                && year >= 0
                && day >= 1
                && hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59
                && second >= 0
                && second <= 59;
        if (!form || !inRange || day > YearMonth.of(year, month).lengthOfMonth() || !fraction()) {
            return false;
        }
        int offset = offsetSeconds();
        seconds = LocalDate.of(year, month, day).toEpochDay() * SECONDS_PER_DAY
                + hour * 3600L
                + minute * 60L
                + second
                - offset;
        return offset != Integer.MIN_VALUE && at == end && seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
    }

    private int offsetSeconds() {
        if (takes('Z')) {
            return 0;
        }
        boolean west = takes('-');
        if (!west && !takes('+')) {
            return Integer.MIN_VALUE;
        }
        int hours = number(2);
        boolean form = takes(':');
        int minutes = number(2);
        if (!form || hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int offset = hours * 3600 + minutes * 60;
        return west ? -offset : offset;
    }

    /**
     * Reads a span of time: seconds with at most nine digits of a fraction and an {@code s}, up to about 10,000 years.
     *
     * @return whether it is one
     */
    boolean readDuration(byte[] text, int from, int to) {
        start(text, from, to);
        boolean negative = takes('-');
        int first = at;
        long whole = 0;
        for (int digit = digit(); digit >= 0; digit = digit()) {
            whole = Math.min(whole * 10 + digit, MAX_SPAN + 1);
        }
        if (at == first || whole > MAX_SPAN || !fraction() || !takes('s') || at != end) {
            return false;
        }
        seconds = negative ? -whole : whole;
        nanos = negative ? -nanos : nanos;
        return true;
    }

    private void start(byte[] text, int from, int to) {
        bytes = text;
        at = from;
        end = to;
        nanos = 0;
    }

    /** Reads a point and digits, if there is a point. */
    private boolean fraction() {
        if (!takes('.')) {
            return true;
        }
        int count = 0;
        for (int digit = digit(); digit >= 0; digit = digit()) {
            if (++count > MAX_DIGITS) {
                return false;
            }
            nanos = nanos * 10 + digit;
        }
        for (int missing = count; missing < MAX_DIGITS; missing++) {
            nanos *= 10;
        }
        return count > 0;
    }

    /** The number that the next {@code count} digits are; -1 if they are not digits. */
    private int number(int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            int digit = digit();
            if (digit < 0) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private int digit() {
        if (at == end || bytes[at] < '0' || bytes[at] > '9') {
            return -1;
        }
        return bytes[at++] - '0';
    }

    private boolean takes(char wanted) {
        boolean is = at < end && bytes[at] == wanted;
        if (is) {
            at++;
        }
        return is;
    }
}
