package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner.Kind;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An int or a long, of any number whose value is an integer in the range, however it is written: {@code 1e3} and
 * {@code 1.0} are integers.
 */
enum IntegerWriter implements ValueWriter {
    INT(Integer.MIN_VALUE, Integer.MAX_VALUE),
    LONG(Long.MIN_VALUE, Long.MAX_VALUE);

    private static final Set<Kind> KINDS = EnumSet.of(Kind.NUMBER);

    /** So many digits never overflow. */
    private static final int SAFE_DIGITS = 18;

    private final long min;
    private final long max;
    private final String rule;

    IntegerWriter(long min, long max) {
        this.min = min;
        this.max = max;
        this.rule = "must be an integer from " + min + " to " + max;
    }

    @Override
    public Set<Kind> kinds() {
        return KINDS;
    }

    @Override
    public void write(Encoding encoding) {
        int position = encoding.expect(Kind.NUMBER, rule);
        encoding.out().writeLong(read(encoding, position, min, max, rule));
    }

    /** Moves past the number at {@code position}, which comes next, and returns it. */
    static long read(Encoding encoding, int position, long min, long max, String rule) {
        encoding.readNumber();
        byte[] text = encoding.text();
        int start = encoding.textStart();
        int end = encoding.textEnd();
        boolean negative = text[start] == '-';
        int at = negative ? start + 1 : start;
        long value = 0;
        if (end - at <= SAFE_DIGITS) {
            while (at < end && text[at] >= '0' && text[at] <= '9') {
                value = 10 * value + text[at] - '0';
                at++;
            }
        }
        if (at < end) {
            Long exact = exact(Decimal.of(text, start, end));
            if (exact == null) {
                throw Misfit.at(position, rule);
            }
            value = exact;
        } else if (negative) {
            value = -value;
        }
        if (value < min || value > max) {
            throw Misfit.at(position, rule);
        }
        return value;
    }

    private static @Nullable Long exact(@Nullable Decimal number) {
        return number == null ? null : number.asLong();
    }
}
