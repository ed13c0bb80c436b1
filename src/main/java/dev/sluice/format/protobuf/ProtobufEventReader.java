package dev.sluice.format.protobuf;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.json.Utf8;

/**
 * Reads the fields of one message in Protobuf's binary wire format, in the order in which they come.
 *
 * <p>Has varints and length-delimited values only, because nothing else is in a CloudEvent. Nothing is copied but
 * strings, and nothing is recursive. For one message on one thread; every refusal is {@code MALFORMED}.
 */
final class ProtobufEventReader {

    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int MOST_BITS = 64;

    private final Bytes message;
    private int position;
    private int field;
    private int wireType;

    ProtobufEventReader(Bytes message) {
        this.message = message;
    }

    /** Moves to the next field; false at the end of the message. The value of the field before must have been read. */
    boolean nextField() {
        if (position == message.length()) {
            return false;
        }
        long tag = varint();
        long number = tag >>> 3;
        if (number == 0 || number > 0x1FFF_FFFF) {
            throw Refusal.malformed("not a Protobuf message: a field has an illegal number");
        }
        field = (int) number;
        wireType = (int) tag & 7;
        return true;
    }

    /** The number of the field that the reader is at. */
    int field() {
        return field;
    }

    /**
     * A refusal of the field, which the format does not have. Ignored, it would be lost, whatever a newer format meant.
     */
    Refusal unknown() {
        return Refusal.malformed("the Protobuf format has no field " + field + " here");
    }

    /** The value as a whole number: 64 bits, as in the message. */
    long number() {
        require(VARINT);
        return varint();
    }

    /** The value's bytes, a slice of the message. */
    Bytes bytes() {
        require(LENGTH_DELIMITED);
        long length = varint();
        if (length < 0 || length > message.length() - position) {
            throw endsTooEarly();
        }
        int start = position;
        position += (int) length;
        return message.slice(start, position);
    }

    /** The value's bytes, a slice of the message, which are well-formed UTF-8. */
    Bytes utf8() {
        Bytes text = bytes();
        if (!Utf8.isValid(text.array(), text.offset(), text.length())) {
            throw Refusal.malformed("a Protobuf string is not UTF-8");
        }
        return text;
    }

    /** The value as text. */
    String string() {
        return utf8().asUtf8();
    }

    private void require(int expected) {
        if (wireType != expected) {
            throw Refusal.malformed("not a CloudEvent in Protobuf: field " + field + " has the wrong wire type");
        }
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < MOST_BITS; shift += 7) {
            if (position == message.length()) {
                throw endsTooEarly();
            }
            byte next = message.at(position++);
            // the tenth byte has room for the highest bit only
            if (shift == 63 && (next & 0xFF) > 1) {
                break;
            }
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw Refusal.malformed("not a Protobuf message: a number is longer than 64 bits");
    }

    private static Refusal endsTooEarly() {
        return Refusal.malformed("not a Protobuf message: it ends in the middle of a field");
    }
}
