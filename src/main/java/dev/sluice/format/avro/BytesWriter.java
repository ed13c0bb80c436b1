package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner.Kind;
import java.util.EnumSet;
import java.util.Set;

/** Bytes, or a fixed: of a string in base64, or in Avro's own form, which has a character for each byte. */
final class BytesWriter implements ValueWriter {

    /** How many bytes there are. */
    private static final int ANY = -1;

    private static final Set<Kind> KINDS = EnumSet.of(Kind.STRING);

    private final int size;
    private final boolean base64;
    private final String rule;

    private BytesWriter(int size, boolean base64) {
        this.size = size;
        this.base64 = base64;
        String number = size == ANY ? "" : " of " + size + " bytes";
        this.rule = base64
                ? "must be a string in base64" + number
                : "must be a string" + number + ", each a character up to U+00FF";
    }

    /** Bytes behind their number. */
    static BytesWriter bytes(boolean base64) {
        return new BytesWriter(ANY, base64);
    }

    /** So many bytes. */
    static BytesWriter fixed(int size, boolean base64) {
        return new BytesWriter(size, base64);
    }

    @Override
    public Set<Kind> kinds() {
        return KINDS;
    }

    @Override
    public void write(Encoding encoding) {
        int position = encoding.expect(Kind.STRING, rule);
        encoding.readString(position);
        if (base64) {
            writeBase64(encoding, position);
        } else {
            writeCharacters(encoding, position);
        }
    }

    private void writeBase64(Encoding encoding, int position) {
        byte[] text = encoding.text();
        int start = encoding.textStart();
        int end = Base64Text.withoutPadding(text, start, encoding.textEnd());
        int count = end < 0 ? -1 : Base64Text.size(end - start);
        begin(encoding, position, count);
        if (!Base64Text.decode(text, start, end, encoding.out())) {
            throw Misfit.at(position, rule);
        }
    }

    private void writeCharacters(Encoding encoding, int position) {
        byte[] text = encoding.text();
        int end = encoding.textEnd();
        int count = 0;
        for (int i = encoding.textStart(); i < end; i++) {
            if ((text[i] & 0xC0) == 0x80) {
                continue;
            }
            if ((text[i] & 0xFF) > 0xC3) {
                throw Misfit.at(position, rule);
            }
            count++;
        }
        begin(encoding, position, count);
        for (int i = encoding.textStart(); i < end; i++) {
            if (text[i] >= 0) {
                encoding.out().writeByte(text[i]);
            } else {
                encoding.out().writeByte((text[i] & 0x03) << 6 | text[i + 1] & 0x3F);
                i++;
            }
        }
    }

    private void begin(Encoding encoding, int position, int count) {
        if (count < 0 || (size != ANY && count != size)) {
            throw Misfit.at(position, rule);
        }
        if (size == ANY) {
            encoding.out().writeLong(count);
        }
    }
}
