package dev.sluice.format.protobuf;

import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON's scalars as those of Protocol Buffers. Nothing is rounded but {@code float} and {@code double}, and
 * those neither to infinity nor to zero. For one value on one thread.
 */
final class ScalarWriter {

    static final byte[] TRUE = ascii("true");
    static final byte[] FALSE = ascii("false");

    private static final byte[] NAN = ascii("NaN");
    private static final byte[] INFINITY = ascii("Infinity");
    private static final byte[] MINUS_INFINITY = ascii("-Infinity");

    /** The values of the digits of base64, in both alphabets (RFC 4648, 4 and 5); -1 for other bytes. */
    private static final byte[] SIXES = sixes();

    private final JsonInput in;
    private final WireBuffer out;
    private final ExactNumber number = new ExactNumber();

    ScalarWriter(JsonInput in, WireBuffer out) {
        this.in = in;
        this.out = out;
    }

    /** Writes the next value as the {@code type} of {@code field}; returns whether it is the type's default. */
    boolean scalar(ScalarType type, FieldShape field) {
        return switch (type) {
            case BOOL -> bool();
            case STRING -> {
                in.useString();
                delimitedText();
                yield in.from() == in.to();
            }
            case BYTES -> base64();
            case DOUBLE -> floating();
            case FLOAT -> single();
            case ENUM -> enumeration(field.enumeration);
            default -> {
                in.useNumber();
                yield integer(type, "must be an integer ") == 0;
            }
        };
    }

    /** Writes the next value as a bool; returns whether it is false. */
    boolean bool() {
        boolean is = in.kind() == JsonScanner.Kind.TRUE;
        if (!is && in.kind() != JsonScanner.Kind.FALSE) {
            throw in.refused("must be true or false");
        }
        in.scanner.skip(0);
        out.write((byte) (is ? 1 : 0));
        return !is;
    }

    /** Writes the next value as a double; returns whether it is +0. */
    boolean floating() {
        in.useNumber();
        double value = in.textIs(NAN)
                ? Double.NaN
                : in.textIs(INFINITY)
                        ? Double.POSITIVE_INFINITY
                        : in.textIs(MINUS_INFINITY) ? Double.NEGATIVE_INFINITY : finiteDouble();
        long bits = Double.doubleToRawLongBits(value);
        out.fixed64(bits);
        return bits == 0;
    }

    private double finiteDouble() {
        double value = number.readDouble(in.text(), in.from(), in.to());
        if (Double.isNaN(value)) {
            throw in.refused("must be a number");
        }
        if (Double.isInfinite(value) || value == 0 && number.isNotZero()) {
            throw in.refused("must be a number in the range of a double");
        }
        return value;
    }

    private boolean single() {
        in.useNumber();
        float value = in.textIs(NAN)
                ? Float.NaN
                : in.textIs(INFINITY)
                        ? Float.POSITIVE_INFINITY
                        : in.textIs(MINUS_INFINITY) ? Float.NEGATIVE_INFINITY : finiteFloat();
        int bits = Float.floatToRawIntBits(value);
        out.fixed32(bits);
        return bits == 0;
    }

    private float finiteFloat() {
        float value = number.readFloat(in.text(), in.from(), in.to());
        if (Float.isNaN(value)) {
            throw in.refused("must be a number");
        }
        if (Float.isInfinite(value) || value == 0 && number.isNotZero()) {
            throw in.refused("must be a number in the range of a float");
        }
        return value;
    }

    private boolean enumeration(@Nullable EnumShape shape) {
        if (shape == null) {
            throw new IllegalStateException("only an enum is written as one");
        }
        JsonScanner.Kind kind = in.kind();
        int value = 0;
        if (kind == JsonScanner.Kind.STRING) {
            in.useString();
            int index = shape.index(in.text(), in.from(), in.to());
            if (index == NameTable.NONE) {
                throw in.refused("is not a value of its enum");
            }
            value = shape.number(index);
        } else if (kind == JsonScanner.Kind.NUMBER) {
            in.useNumber();
            boolean exact = number.readInteger(in.text(), in.from(), in.to()) == ExactNumber.Kind.INTEGER
                    && isInRange(ScalarType.INT32);
            value = exact ? (int) signed() : 0;
            if (!exact || !shape.takes(value)) {
                throw in.refused("is not a value of its enum");
            }
        } else if (kind == JsonScanner.Kind.NULL && shape.takesNull) {
            in.scanner.skip(0);
        } else {
            throw in.refused("must be a name or a number of its enum");
        }
        out.varint((long) value);
        return value == 0;
    }

    /** Writes the current text as an integer, and returns it; {@code what} begins the refusal. */
    long integer(ScalarType type, String what) {
        if (number.readInteger(in.text(), in.from(), in.to()) != ExactNumber.Kind.INTEGER || !isInRange(type)) {
            throw in.refused(what + range(type));
        }
        long value = signed();
        switch (type) {
            case INT32, INT64, UINT32, UINT64 -> out.varint(value);
            case SINT32, SINT64 -> out.varint(value << 1 ^ value >> 63);
            case FIXED32, SFIXED32 -> out.fixed32((int) value);
            case FIXED64, SFIXED64 -> out.fixed64(value);
            default -> throw new IllegalStateException("is not an integer");
        }
        return value;
    }

    private long signed() {
        return number.isNegative() ? -number.magnitude() : number.magnitude();
    }

    private boolean isInRange(ScalarType type) {
        long magnitude = number.magnitude();
        long below = number.isNegative() ? 1 : 0;
        return switch (type) {
            case INT32, SINT32, SFIXED32 -> Long.compareUnsigned(magnitude, Integer.MAX_VALUE + below) <= 0;
            case UINT32, FIXED32 -> magnitude >>> Integer.SIZE == 0 && (below == 0 || magnitude == 0);
            case UINT64, FIXED64 -> below == 0 || magnitude == 0;
            default -> Long.compareUnsigned(magnitude, Long.MAX_VALUE + below) <= 0;
        };
    }

    private static String range(ScalarType type) {
        return switch (type) {
            case INT32, SINT32, SFIXED32 -> "from -2147483648 to 2147483647";
            case UINT32, FIXED32 -> "from 0 to 4294967295";
            case UINT64, FIXED64 -> "from 0 to 18446744073709551615";
            default -> "from -9223372036854775808 to 9223372036854775807";
        };
    }

    private boolean base64() {
        in.useString();
        int end = in.to();
        while (end > in.from() && in.to() - end < 2 && in.text()[end - 1] == '=') {
            end--;
        }
        int digits = end - in.from();
        boolean padded = end != in.to();
        if (digits % 4 == 1 || padded && (in.to() - in.from()) % 4 != 0) {
            throw notBase64();
        }
        int length = (int) (digits * 3L / 4);
        out.varint(length);
        int pending = 0;
        int bits = 0;
        for (int i = in.from(); i < end; i++) {
            int six = SIXES[in.text()[i] & 0xFF];
            if (six < 0) {
                throw notBase64();
            }
            pending = pending << 6 | six;
            bits += 6;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                out.write((byte) (pending >> bits));
            }
        }
        return length == 0;
    }

    private Refusal notBase64() {
        return in.refused("must be a string in base64");
    }

    private static byte[] sixes() {
        byte[] sixes = new byte[256];
        Arrays.fill(sixes, (byte) -1);
        for (int i = 0; i < 26; i++) {
            sixes['A' + i] = (byte) i;
            sixes['a' + i] = (byte) (26 + i);
        }
        for (int i = 0; i < 10; i++) {
            sixes['0' + i] = (byte) (52 + i);
        }
        sixes['+'] = 62;
        sixes['-'] = 62;
        sixes['/'] = 63;
        sixes['_'] = 63;
        return sixes;
    }

    /** Writes the current text with its length before it. */
    void delimitedText() {
        out.varint(in.to() - in.from());
        out.write(in.text(), in.from(), in.to() - in.from());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
