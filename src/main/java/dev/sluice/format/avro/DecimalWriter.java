package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner.Kind;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A decimal, of a number or of a string that is one: exactly, with no more digits than the schema has. In Avro's JSON a
 * string is the bytes of the decimal.
 */
final class DecimalWriter implements ValueWriter {

    /** The largest precision that is written: more digits would take quadratic time. */
    static final int MAX_PRECISION = 1000;

    /** For a decimal of bytes, which are as many as it takes. */
    static final int BYTES = -1;

    private static final Set<Kind> KINDS = EnumSet.of(Kind.NUMBER, Kind.STRING);

    private final int precision;
    private final int scale;
    private final int size;
    private final @Nullable BytesWriter ofString;
    private final String rule;

    /**
     * A decimal.
     *
     * @param size how many bytes the fixed has, or {@link #BYTES}
     * @param ofString what writes strings, if they are bytes; null if they are numbers
     */
    DecimalWriter(int precision, int scale, int size, @Nullable BytesWriter ofString) {
        this.precision = precision;
        this.scale = scale;
        this.size = size;
        this.ofString = ofString;
        this.rule = "must be a decimal of at most " + precision + " digits, " + scale + " of them after the point"
                + (ofString == null ? ", as a number or a string" : "");
    }

    @Override
    public Set<Kind> kinds() {
        return KINDS;
    }

    @Override
    public void write(Encoding encoding) {
        int position = encoding.scanner().position();
        Kind kind = encoding.scanner().kind();
        if (kind == Kind.STRING && ofString != null) {
            ofString.write(encoding);
        } else if (kind == Kind.STRING) {
            encoding.readString(position);
            write(encoding, position);
        } else {
            encoding.expect(Kind.NUMBER, rule);
            encoding.readNumber();
            write(encoding, position);
        }
    }

    private void write(Encoding encoding, int position) {
        Decimal number = Decimal.of(encoding.text(), encoding.textStart(), encoding.textEnd());
        if (number == null || !number.fits(precision, scale)) {
            throw Misfit.at(position, rule);
        }
        BigInteger unscaled = number.unscaled(scale);
        if (unscaled.bitLength() < Long.SIZE) {
            long value = unscaled.longValue();
            int count = size == BYTES ? unscaled.bitLength() / Byte.SIZE + 1 : size;
            if (size == BYTES) {
                encoding.out().writeLong(count);
            }
            encoding.out().writeBigEndian(value, count);
            return;
        }
        byte[] bytes = unscaled.toByteArray();
        if (size == BYTES) {
            encoding.out().writeBytes(bytes, 0, bytes.length);
        } else {
            encoding.out().writeBigEndian(unscaled.signum() < 0 ? -1 : 0, size - bytes.length);
            encoding.out().writeFixed(bytes, 0, bytes.length);
        }
    }
}
