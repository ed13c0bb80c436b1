package dev.sluice.format.protobuf;

import java.nio.charset.StandardCharsets;

/**
 * A number in the grammar of JSON, read from its text without rounding, however long the text or large the exponent is:
 * {@code 1e2} and {@code 100.0} are the integer 100. Time is linear in the text. One instance reads one number after
 * the other, on one thread.
 */
final class ExactNumber {

    /** What a text is as an integer. */
    enum Kind {
        INTEGER,
        FRACTION,
        /** More than 64 bits without a sign. */
        TOO_LARGE,
        NO_NUMBER
    }

    /** An exponent is counted no further: a text would have to be as long to make up for it. */
    private static final int MAX_EXPONENT = 1_000_000_000;

    private static final long LAST_BEFORE_OVERFLOW = Long.divideUnsigned(-1L, 10);

    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final long EXACT_IN_DOUBLE = 1L << 53;

    private byte[] bytes = {};
    private int from;
    private int to;

    /** The number is ±significand × 10^exponent, and the significand does not end with a zero. */
    private long significand;

    private long exponent;
    private boolean overflow;
    private long zeros;

    private boolean negative;
    private long magnitude;

    /** Whether the last text began with a minus. */
    boolean isNegative() {
        return negative;
    }

    /** The last integer without its sign, as 64 unsigned bits. */
    long magnitude() {
        return magnitude;
    }

    /** Whether the last number is not zero, however near to it. */
    boolean isNotZero() {
        return significand != 0 || overflow;
    }

    /** Reads the bytes as an integer. */
    Kind readInteger(byte[] text, int start, int end) {
        if (!read(text, start, end)) {
            return Kind.NO_NUMBER;
        }
        magnitude = significand;
        if (significand == 0 && !overflow) {
            return Kind.INTEGER;
        }
        if (exponent < 0) {
            return Kind.FRACTION;
        }
        for (long i = exponent; i > 0 && !overflow; i--) {
            times10(0);
        }
        magnitude = significand;
        return overflow ? Kind.TOO_LARGE : Kind.INTEGER;
    }

    /** The double nearest to the number in the bytes, which may be infinite; NaN if they are not a number. */
    double readDouble(byte[] text, int start, int end) {
        if (!read(text, start, end)) {
            return Double.NaN;
        }
        int most = POWERS.length - 1;
        if (!overflow && significand >= 0 && significand <= EXACT_IN_DOUBLE && exponent >= -most && exponent <= most) {
            // both are exact, so the one operation rounds once
            double exact = significand;
            double nearest = exponent < 0 ? exact / POWERS[(int) -exponent] : exact * POWERS[(int) exponent];
            return negative ? -nearest : nearest;
        }
        return Double.parseDouble(characters());
    }

    /** The float nearest to the number in the bytes, which may be infinite; NaN if they are not a number. */
    float readFloat(byte[] text, int start, int end) {
        return read(text, start, end) ? Float.parseFloat(characters()) : Float.NaN;
    }

    private String characters() {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private boolean read(byte[] text, int start, int end) {
        bytes = text;
        from = start;
        to = end;
        significand = 0;
        exponent = 0;
        overflow = false;
        zeros = 0;
        negative = start < end && text[start] == '-';
        int at = negative ? start + 1 : start;
        int first = at;
        at = digits(at);
        if (at == first || at > first + 1 && text[first] == '0') {
            return false;
        }
        long scale = 0;
        if (at < end && text[at] == '.') {
            int point = at + 1;
            at = digits(point);
            scale = (long) at - point;
            if (scale == 0) {
                return false;
            }
        }
        exponent = zeros - scale;
        return at == end || exponent(at);
    }

    /** Reads digits of the significand. Zeros count for the exponent, until another digit follows them. */
    private int digits(int start) {
        int at = start;
        while (at < to && isDigit(bytes[at])) {
            int digit = bytes[at] - '0';
            if (digit == 0) {
                zeros++;
            } else {
                if (significand != 0) {
                    for (; zeros > 0 && !overflow; zeros--) {
                        times10(0);
                    }
                }
                zeros = 0;
                times10(digit);
            }
            at++;
        }
        return at;
    }

    private void times10(int digit) {
        int last = Long.compareUnsigned(significand, LAST_BEFORE_OVERFLOW);
        overflow |= last > 0 || last == 0 && digit > 5;
        if (!overflow) {
            significand = significand * 10 + digit;
        }
    }

    private boolean exponent(int start) {
        if ((bytes[start] | 0x20) != 'e') {
            return false;
        }
        int at = start + 1;
        boolean down = at < to && bytes[at] == '-';
        if (down || at < to && bytes[at] == '+') {
            at++;
        }
        int first = at;
        int value = 0;
        for (; at < to && isDigit(bytes[at]); at++) {
            value = value < MAX_EXPONENT / 10 ? value * 10 + bytes[at] - '0' : MAX_EXPONENT;
        }
        exponent += down ? -value : value;
        return at > first && at == to;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }
}
