package dev.sluice.format.avro;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A number as JSON writes it, exactly: a sign, digits and a power of ten. An exponent of any size costs nothing,
 * because nothing is multiplied before the size of the result is known. Immutable.
 */
final class Decimal {

    /** Beyond any exponent that a number in memory can make up for with its digits. */
    private static final long MANY = 1L << 40;

    private static final int MAX_LONG_DIGITS = 19;

    private final boolean negative;

    /** Without zeros at either end; empty for zero. */
    private final String digits;

    private final long exponent;

    private Decimal(boolean negative, String digits, long exponent) {
        this.negative = negative;
        this.digits = digits;
        this.exponent = exponent;
    }

    /** The number from {@code start} to {@code end}; null if that is not a number as JSON has it. */
    static @Nullable Decimal of(byte[] text, int start, int end) {
        int at = start < end && text[start] == '-' ? start + 1 : start;
        int whole = afterDigits(text, at, end);
        boolean leadingZero = whole - at > 1 && text[at] == '0';
        if (whole == at || leadingZero) {
            return null;
        }
        int mantissa = whole;
        if (mantissa < end && text[mantissa] == '.') {
            mantissa = afterDigits(text, whole + 1, end);
            if (mantissa == whole + 1) {
                return null;
            }
        }
        long exponent = 0;
        if (mantissa < end) {
            exponent = exponent(text, mantissa, end);
            if (exponent == Long.MIN_VALUE) {
                return null;
            }
        }
        return of(text[start] == '-', text, at, whole, mantissa, exponent);
    }

    private static int afterDigits(byte[] text, int start, int end) {
        int at = start;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        return at;
    }

    private static long exponent(byte[] text, int start, int end) {
        int at = start + 1;
        boolean negative = at < end && text[at] == '-';
        if (at < end && (negative || text[at] == '+')) {
            at++;
        }
        if ((text[start] | 0x20) != 'e' || at == end || afterDigits(text, at, end) != end) {
            return Long.MIN_VALUE;
        }
        long exponent = 0;
        for (; at < end; at++) {
            exponent = Math.min(MANY, 10 * exponent + text[at] - '0');
        }
        return negative ? -exponent : exponent;
    }

    private static Decimal of(boolean negative, byte[] text, int start, int whole, int mantissa, long exponent) {
        int fraction = Math.max(0, mantissa - whole - 1);
        byte[] digits = new byte[whole - start + fraction];
        System.arraycopy(text, start, digits, 0, whole - start);
        System.arraycopy(text, mantissa - fraction, digits, whole - start, fraction);
        int first = 0;
        int last = digits.length;
        while (last > 0 && digits[last - 1] == '0') {
            last--;
        }
        while (first < last && digits[first] == '0') {
            first++;
        }
        return new Decimal(
                negative,
                new String(digits, first, last - first, StandardCharsets.ISO_8859_1),
                exponent - fraction + (digits.length - last));
    }

    /** The number of digits before the point, or less than 1 if there are zeros behind it. */
    private long magnitude() {
        return digits.length() + exponent;
    }

    /** The number; null if it is no integer or not in the range of a long. */
    @Nullable
    Long asLong() {
        if (digits.isEmpty()) {
            return 0L;
        }
        if (exponent < 0 || magnitude() > MAX_LONG_DIGITS) {
            return null;
        }
        BigInteger value = unscaled(0);
        return value.bitLength() < Long.SIZE ? value.longValue() : null;
    }

    /**
     * Whether it has no digits behind the {@code scale}th one after the point, and at most {@code precision} digits up
     * to that.
     */
    boolean fits(int precision, int scale) {
        return digits.isEmpty() || (exponent >= -scale && magnitude() + scale <= precision);
    }

    /** The number times ten to the power of {@code scale}, which it must fit. */
    BigInteger unscaled(int scale) {
        if (digits.isEmpty()) {
            return BigInteger.ZERO;
        }
        String all = digits + "0".repeat((int) (exponent + scale));
        BigInteger value = new BigInteger(all);
        return negative ? value.negate() : value;
    }
}
