package dev.sluice.format.avro;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.Utf8;

/**
 * Reads values in Avro's binary encoding (Avro 1.9.0, "Binary Encoding"), one after the other.
 *
 * <p>Nothing is copied but strings. For one record on one thread; every refusal is {@code MALFORMED}.
 */
final class AvroEventReader {

    private static final int MOST_BITS = 64;

    private final Bytes bytes;
    private int position;

    AvroEventReader(Bytes bytes) {
        this.bytes = bytes;
    }

    /** Refuses anything behind the record. */
    void end() {
        if (position != bytes.length()) {
            throw malformed("there is something behind the record");
        }
    }

    /** A whole number of up to 64 bits. */
    long number() {
        long value = 0;
        for (int shift = 0; shift < MOST_BITS; shift += 7) {
            byte next = next();
            // the tenth byte has room for the highest bit only
            if (shift == 63 && (next & 0xFF) > 1) {
                break;
            }
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw malformed("a number is longer than 64 bits");
    }

    /** The index of a union's branch. */
    int branch(int branches) {
        long branch = number();
        if (branch < 0 || branch >= branches) {
            throw malformed("a union has no branch of that number");
        }
        return (int) branch;
    }

    /** A whole number of 32 bits. */
    int integer() {
        long number = number();
        if (number != (int) number) {
            throw malformed("an int is out of the range of 32 bits");
        }
        return (int) number;
    }

    boolean bool() {
        byte next = next();
        if (next != 0 && next != 1) {
            throw malformed("a boolean must be 0 or 1");
        }
        return next == 1;
    }

    double real() {
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits |= (next() & 0xFFL) << (i * Byte.SIZE);
        }
        return Double.longBitsToDouble(bits);
    }

    /** Bytes, a slice of the record. */
    Bytes bytes() {
        long length = number();
        if (length < 0 || length > bytes.length() - position) {
            throw malformed("it ends too early");
        }
        int start = position;
        position += (int) length;
        return bytes.slice(start, position);
    }

    String string() {
        Bytes text = bytes();
        if (!Utf8.isValid(text.array(), text.offset(), text.length())) {
            throw malformed("a string is not UTF-8");
        }
        return text.asUtf8();
    }

    /**
     * The number of items in the next block of an array or map; 0 at its end. The length that a negative number says is
     * not needed to read the items, but must be theirs.
     */
    Block block() {
        long count = number();
        if (count >= 0) {
            return new Block(count, -1);
        }
        long length = number();
        if (count == Long.MIN_VALUE || length < 0 || length > bytes.length() - position) {
            throw malformed("a block has an illegal length");
        }
        return new Block(-count, position + (int) length);
    }

    /** Refuses a block whose items do not end where its length says. */
    void end(Block block) {
        if (block.end >= 0 && block.end != position) {
            throw malformed("a block has another length than it says");
        }
    }

    /**
     * A block of items.
     *
     * @param count how many there are
     * @param end where they end; -1 if that is not said
     */
    record Block(long count, int end) {}

    private byte next() {
        if (position == bytes.length()) {
            throw malformed("it ends too early");
        }
        return bytes.at(position++);
    }

    static Refusal malformed(String what) {
        return Refusal.malformed("not a CloudEvent in Avro: " + what);
    }
}
