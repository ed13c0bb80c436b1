package dev.sluice.core.event;

import java.time.LocalDate;

/**
 * Checks timestamps: {@code date-time} of RFC 3339, section 5.6, with the restrictions of section 5.7.
 *
 * <p>A check allocates nothing, and the text is kept as it was sent. {@code java.time} is not used, because it refuses
 * what RFC 3339 allows (a leap second, more than nine fraction digits, an offset beyond 18 hours) and accepts what RFC
 * 3339 does not (no seconds, an offset with seconds, a year of five digits).
 */
public final class Timestamp {

    private static final int MINUTES_PER_DAY = 24 * 60;

    private Timestamp() {}

    /**
     * Whether {@code text} is a timestamp such as {@code 2018-04-05T17:31:00Z}: with any fraction, any offset, either
     * case and a date that exists.
     */
    public static boolean isValid(String text) {
        int length = text.length();
        if (length < "yyyy-mm-ddThh:mm:ssZ".length()) {
            return false;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || (text.charAt(10) | 0x20) != 't'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return false;
        }
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > daysOf(month, year)) {
            return false;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return false;
        }
        int zone = 19;
        if (text.charAt(zone) == '.') {
            int digits = zone + 1;
            zone = digits;
            while (zone < length && isDigit(text.charAt(zone))) {
                zone++;
            }
            if (zone == digits || zone == length) {
                return false;
            }
        }
        int offset = offsetMinutes(text, zone);
        if (offset == Integer.MIN_VALUE) {
            return false;
        }
        return second < 60 || isLeapSecond(day, daysOf(month, year), hour * 60 + minute - offset);
    }

    /**
     * The instant of a valid text, in milliseconds since 1970 UTC. Digits beyond milliseconds are cut off.
     *
     * @return negative before 1970; a leap second counts as the second that follows it
     */
    public static long epochMillis(String text) {
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        int zone = 19;
        int millis = 0;
        if (text.charAt(zone) == '.') {
            int weight = 100;
            for (zone++; isDigit(text.charAt(zone)); zone++) {
                millis += weight * (text.charAt(zone) - '0');
                weight /= 10;
            }
        }
        long minute = number(text, 11, 13) * 60L + number(text, 14, 16) - offsetMinutes(text, zone);
        return ((day * MINUTES_PER_DAY + minute) * 60 + number(text, 17, 19)) * 1000 + millis;
    }

    /** The offset from UTC in minutes; {@link Integer#MIN_VALUE} if the text from {@code start} on is not an offset. */
    private static int offsetMinutes(String text, int start) {
        char sign = text.charAt(start);
        if ((sign | 0x20) == 'z') {
            return start + 1 == text.length() ? 0 : Integer.MIN_VALUE;
        }
        if ((sign != '+' && sign != '-') || text.length() != start + 6 || text.charAt(start + 3) != ':') {
            return Integer.MIN_VALUE;
        }
        int hours = number(text, start + 1, start + 3);
        int minutes = number(text, start + 4, start + 6);
        if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        return (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
    }

    /**
     * Whether a second 60 may be a leap second: it must end the last day of a month in UTC, whatever the local time is.
     */
    private static boolean isLeapSecond(int day, int lastDay, int utcMinuteOfDay) {
        if (Math.floorMod(utcMinuteOfDay, MINUTES_PER_DAY) != MINUTES_PER_DAY - 1) {
            return false;
        }
        int daysAhead = Math.floorDiv(utcMinuteOfDay, MINUTES_PER_DAY);
        return daysAhead == 0 ? day == lastDay : daysAhead < 0 ? day == 1 : day == lastDay - 1;
    }

    private static int daysOf(int month, int year) {
        return switch (month) {
            case 4, 6, 9, 11 -> 30;
            case 2 -> (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
            default -> 31;
        };
    }

    private static int number(String text, int start, int end) {
        int number = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
