package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner.Kind;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * A float or a double, of any number: the nearest one, as JSON is read everywhere. A number that only infinity, or only
 * zero, is near to is refused.
 */
enum FloatingWriter implements ValueWriter {
    FLOAT(1L << 24, 10, "must be a number that a float comes near to") {
        @Override
        void write(AvroBuffer out, double value) {
            out.writeFloat((float) value);
        }

        @Override
        double parse(String text) {
            return Float.parseFloat(text);
        }

        @Override
        double quotient(long digits, int places) {
            return (float) digits / (float) POWERS[places];
        }
    },
    DOUBLE(1L << 53, 22, "must be a number that a double comes near to") {
        @Override
        void write(AvroBuffer out, double value) {
            out.writeDouble(value);
        }

        @Override
        double parse(String text) {
            return Double.parseDouble(text);
        }

        @Override
        double quotient(long digits, int places) {
            return digits / POWERS[places];
        }
    };

    private static final Set<Kind> KINDS = EnumSet.of(Kind.NUMBER);

    /** Powers of ten that a double holds exactly; the first eleven also a float. */
    private static final double[] POWERS = new double[23];

    /** So many digits never overflow. */
    private static final int SAFE_DIGITS = 18;

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
        }
    }

    /** Up to here it holds all integers. */
    private final long exactUpTo;

    /** And so many powers of ten; the quotient of two exact numbers is the nearest one. */
    private final int exactPowers;

    private final String rule;

    FloatingWriter(long exactUpTo, int exactPowers, String rule) {
        this.exactUpTo = exactUpTo;
        this.exactPowers = exactPowers;
        this.rule = rule;
    }

    abstract void write(AvroBuffer out, double value);

    abstract double parse(String text);

    abstract double quotient(long digits, int places);

    @Override
    public Set<Kind> kinds() {
        return KINDS;
    }

    @Override
    public void write(Encoding encoding) {
        int position = encoding.expect(Kind.NUMBER, rule);
        encoding.readNumber();
        byte[] text = encoding.text();
        int start = encoding.textStart();
        int end = encoding.textEnd();
        boolean negative = text[start] == '-';
        int at = negative ? start + 1 : start;
        long digits = 0;
        int point = end;
        if (end - at <= SAFE_DIGITS) {
            for (; at < end; at++) {
                if (text[at] == '.') {
                    point = at;
                } else if (text[at] <= '9') {
                    digits = 10 * digits + text[at] - '0';
                } else {
                    break;
                }
            }
        }
        int places = Math.max(0, at - point - 1);
        if (at == end && digits <= exactUpTo && places <= exactPowers) {
            double value = quotient(digits, places);
            write(encoding.out(), negative ? -value : value);
        } else {
            write(encoding.out(), nearest(text, start, end, position));
        }
    }

    private double nearest(byte[] text, int start, int end, int position) {
        double value = parse(new String(text, start, end - start, StandardCharsets.ISO_8859_1));
        if (Double.isInfinite(value) || (value == 0 && !isZero(text, start, end))) {
            throw Misfit.at(position, rule);
        }
        return value;
    }

    private static boolean isZero(byte[] text, int start, int end) {
        for (int i = start; i < end && (text[i] | 0x20) != 'e'; i++) {
            if (text[i] >= '1' && text[i] <= '9') {
                return false;
            }
        }
        return true;
    }
}
