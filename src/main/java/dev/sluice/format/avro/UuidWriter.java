package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner.Kind;
import java.util.EnumSet;
import java.util.Set;

/** A UUID (RFC 9562, 4: 8-4-4-4-12 digits, of either case): as the string that it is, or as its 16 bytes. */
enum UuidWriter implements ValueWriter {
    STRING,
    FIXED;

    private static final Set<Kind> KINDS = EnumSet.of(Kind.STRING);
    private static final String RULE = "must be a UUID, 8-4-4-4-12 hexadecimal digits";
    private static final int LENGTH = 36;

    @Override
    public Set<Kind> kinds() {
        return KINDS;
    }

    @Override
    public void write(Encoding encoding) {
        int position = encoding.expect(Kind.STRING, RULE);
        encoding.readString(position);
        byte[] text = encoding.text();
        int start = encoding.textStart();
        if (encoding.textEnd() - start != LENGTH) {
            throw Misfit.at(position, RULE);
        }
        long most = digits(text, start, position, 8);
        most = most << 16 | digits(text, group(text, start + 8, position), position, 4);
        most = most << 16 | digits(text, group(text, start + 13, position), position, 4);
        long least = digits(text, group(text, start + 18, position), position, 4);
        least = least << 48 | digits(text, group(text, start + 23, position), position, 12);
        if (this == STRING) {
            encoding.out().writeBytes(text, start, encoding.textEnd());
        } else {
            encoding.out().writeBigEndian(most, Long.BYTES);
            encoding.out().writeBigEndian(least, Long.BYTES);
        }
    }

    private static int group(byte[] text, int dash, int position) {
        if (text[dash] != '-') {
            throw Misfit.at(position, RULE);
        }
        return dash + 1;
    }

    private static long digits(byte[] text, int start, int position, int count) {
        long value = 0;
        for (int i = start; i < start + count; i++) {
            int digit = text[i] < 0 ? -1 : Character.digit(text[i], 16);
            if (digit < 0) {
                throw Misfit.at(position, RULE);
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
