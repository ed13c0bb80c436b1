package dev.sluice.format.avro;

import java.time.LocalDate;
import java.time.Month;
import java.time.Year;

/**
 * Reads dates and times as RFC 3339 writes them, part by part. A part that is not there, or not on the clock or the
 * calendar, makes the whole text wrong. For one text on one thread.
 */
final class DateTimeText {

    private static final int SECONDS_PER_DAY = 86_400;

    private final byte[] text;
    private final int end;
    private int at;
    private boolean right = true;

    private long seconds;
    private int fraction;
    private int fractionEnd;

    /** The text from {@code start} to {@code end}. */
    DateTimeText(byte[] text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    /** Reads {@code yyyy-MM-dd}, and returns the days since 1970-01-01. */
    long date() {
        int year = digits(4);
        character('-');
        int month = digits(2);
        character('-');
        int day = digits(2);
        if (!right
                || month < 1
                || month > 12
                || day < 1
                || day > Month.of(month).length(Year.isLeap(year))) {
            right = false;
            return 0;
        }
        return LocalDate.of(year, month, day).toEpochDay();
    }

    /** Reads {@code HH:mm:ss}, and digits after a point if there are any, as the time of the day. */
    void time() {
        int hour = digits(2);
        character(':');
        int minute = digits(2);
        character(':');
        int second = digits(2);
        right &= hour < 24 && minute < 60 && second < 60;
        seconds = 3600L * hour + 60L * minute + second;
        fraction = at;
        if (at < end && text[at] == '.') {
            at++;
            fraction = at;
            while (at < end && text[at] >= '0' && text[at] <= '9') {
                at++;
            }
            right &= at > fraction;
        }
        fractionEnd = at;
    }

    /** Reads a date, {@code T} and a time, as the seconds since 1970-01-01T00:00:00. */
    void dateTime() {
        long days = date();
        letter('T');
        time();
        seconds += SECONDS_PER_DAY * days;
    }

    /** Reads {@code Z}, or how far the time is ahead of UTC, and takes the time back to UTC. */
    void offset() {
        byte sign = at < end ? text[at] : 0;
        if (sign != '+' && sign != '-') {
            letter('Z');
            return;
        }
        at++;
        int hours = digits(2);
        character(':');
        int minutes = digits(2);
        right &= hours < 24 && minutes < 60;
        long offset = 3600L * hours + 60L * minutes;
        seconds -= sign == '+' ? offset : -offset;
    }

    /**
     * The time that was read, in units of which a second has ten to the power of {@code places}.
     *
     * @throws ArithmeticException if a long cannot hold it, or there are digits behind those places that are not zero
     */
    long time(int places) {
        long value = seconds;
        for (int i = 0; i < places; i++) {
            int digit = fraction + i < fractionEnd ? text[fraction + i] - '0' : 0;
            value = Math.addExact(Math.multiplyExact(value, 10L), digit);
        }
        for (int i = fraction + places; i < fractionEnd; i++) {
            if (text[i] != '0') {
                throw new ArithmeticException();
            }
        }
        return value;
    }

    /** Whether all that was read is right, and there is nothing more. */
    boolean isWhole() {
        return right && at == end;
    }

    private int digits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            int digit = at < end ? text[at] - '0' : -1;
            if (digit < 0 || digit > 9) {
                right = false;
                return 0;
            }
            value = 10 * value + digit;
            at++;
        }
        return value;
    }

    private void character(char wanted) {
        if (at < end && text[at] == wanted) {
            at++;
        } else {
            right = false;
        }
    }

    /** In upper or lower case (RFC 3339, 5.6). */
    private void letter(char wanted) {
        if (at < end && (text[at] & ~0x20) == wanted) {
            at++;
        } else {
            right = false;
        }
    }
}
