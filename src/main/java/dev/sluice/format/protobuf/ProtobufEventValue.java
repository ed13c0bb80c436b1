package dev.sluice.format.protobuf;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Extension;
import dev.sluice.core.event.Refusal;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The value of an attribute: the message {@code CloudEventAttributeValue}, whose {@code oneof} has a member for each
 * type of CloudEvents (CloudEvents Protobuf event format 1.0.2, section 2.1).
 *
 * <p>The three kinds of text are not told apart, because SDKs do not: Go's writes {@code dataschema} as a plain string.
 *
 * @param member the number of the member in the {@code oneof}; 0 for none
 * @param text the canonical string form
 */
record ProtobufEventValue(int member, String text) {

    private static final ProtobufEventValue NONE = new ProtobufEventValue(0, "");

    private static final int BOOLEAN = 1;
    private static final int INTEGER = 2;
    private static final int STRING = 3;
    private static final int BYTES = 4;
    private static final int URI = 5;
    private static final int URI_REFERENCE = 6;
    private static final int TIMESTAMP = 7;

    /** The first second of the year 1 and the last of 9999: the range of a Timestamp (timestamp.proto). */
    private static final long FIRST_SECOND = -62_135_596_800L;

    private static final long LAST_SECOND = 253_402_300_799L;
    private static final int MOST_NANOS = 999_999_999;

    /** The value in {@code message}, which may have none. */
    static ProtobufEventValue read(ProtobufEventReader message) {
        ProtobufEventValue value = NONE;
        while (message.nextField()) {
            if (value.member != NONE.member) {
                throw Refusal.malformed("an attribute has two values");
            }
            int member = message.field();
            String text = switch (member) {
                case BOOLEAN -> bool(message.number());
                case INTEGER -> integer(message.number());
                case STRING, URI, URI_REFERENCE -> message.string();
                case BYTES -> base64(message.bytes());
                case TIMESTAMP -> timestamp(new ProtobufEventReader(message.bytes()));
                default -> throw message.unknown();
            };
            value = new ProtobufEventValue(member, text);
        }
        return value;
    }

    /** {@code value}, unless there is none. */
    static ProtobufEventValue given(String name, @Nullable ProtobufEventValue value) {
        if (value == null || value.member == NONE.member) {
            throw Refusal.attribute(name, "has no value");
        }
        return value;
    }

    /** The type that JSON would tell apart. */
    Extension.Type type() {
        return switch (member) {
            case BOOLEAN -> Extension.Type.BOOLEAN;
            case INTEGER -> Extension.Type.INTEGER;
            default -> Extension.Type.STRING;
        };
    }

    /** The text, refused if the value was sent as anything else. */
    String onlyText(String name) {
        if (member != STRING && member != URI && member != URI_REFERENCE) {
            throw Refusal.attribute(name, "must be a string");
        }
        return text;
    }

    /** The timestamp, or the text of one, refused if the value was sent as anything else. */
    String timeOrText(String name) {
        return member == TIMESTAMP ? text : onlyText(name);
    }

    private static String bool(long number) {
        if (number != 0 && number != 1) {
            throw Refusal.malformed("a Protobuf boolean must be 0 or 1");
        }
        return number == 1 ? "true" : "false";
    }

    /** A negative int32 is written with all 64 bits of its sign, so one that is not was cut off by its sender. */
    private static String integer(long number) {
        if (number != (int) number) {
            throw Refusal.malformed("an integer attribute is out of the range of 32 bits");
        }
        return Integer.toString((int) number);
    }

    private static String base64(Bytes value) {
        return Base64.getEncoder().encodeToString(value.toArray());
    }

    /** RFC 3339 in UTC, with no, 3, 6 or 9 digits behind the point, as Protobuf's JSON form has it. */
    private static String timestamp(ProtobufEventReader message) {
        boolean[] seen = new boolean[3];
        long[] values = new long[3];
        while (message.nextField()) {
            int field = message.field();
            if (field > 2) {
                throw message.unknown();
            }
            if (seen[field]) {
                throw Refusal.malformed("a timestamp has a field twice");
            }
            seen[field] = true;
            values[field] = message.number();
        }
        long seconds = values[1];
        long nanos = values[2];
        if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos < 0 || nanos > MOST_NANOS) {
            throw Refusal.malformed("a timestamp is out of the range of Protobuf's: years 1 to 9999, nanos below 10^9");
        }
        return Instant.ofEpochSecond(seconds, nanos).toString();
    }
}
