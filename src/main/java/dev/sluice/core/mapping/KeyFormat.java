package dev.sluice.core.mapping;

import dev.sluice.core.event.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * How the text that a recipe yields becomes the bytes of a key: as one of Kafka's own serialisers writes them, so that
 * its deserialiser reads the key and equal keys of other producers go to the same partition.
 *
 * <p>Each key has one spelling, or spellings that mean the same to everyone: what two readers could take for two keys
 * is refused, and nothing is rounded.
 */
public enum KeyFormat {
    /** The text in UTF-8, as {@code StringSerializer} writes it. */
    TEXT,
    /** A whole number of 32 bits in 4 bytes, the highest first, as {@code IntegerSerializer} writes it. */
    INT,
    /** A whole number of 64 bits in 8 bytes, the highest first, as {@code LongSerializer} writes it. */
    LONG,
    /** A UUID in 36 lower-case characters, as {@code UUIDSerializer} writes it. */
    UUID;

    private static final int UUID_LENGTH = 36;

    /**
     * The bytes of the key {@code text}, which is not empty.
     *
     * @throws Refusal {@code KEYLESS} if the text is none in this format; it names the rule, never the text
     */
    byte[] bytes(String text) {
        return switch (this) {
            case TEXT -> utf8(text);
            case INT -> bigEndian(number(text, Integer.MIN_VALUE, Integer.MAX_VALUE, "32"), Integer.BYTES);
            case LONG -> bigEndian(number(text, Long.MIN_VALUE, Long.MAX_VALUE, "64"), Long.BYTES);
            case UUID -> uuid(text);
        };
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The number in {@code text}: digits without leading zeros, and a minus before them if it is below 0. */
    private static long number(String text, long least, long most, String bits) {
        int first = text.charAt(0) == '-' ? 1 : 0;
        boolean isCanonical = first < text.length() && (text.charAt(first) != '0' || text.length() == 1);
        for (int i = first; i < text.length() && isCanonical; i++) {
            isCanonical = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!isCanonical) {
            throw Refusal.keyless("the key is not a whole number in digits, without leading zeros or a plus sign, as"
                    + " key-format requires");
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException beyondALong) {
            // refused below, like what is beyond an int
        }
        throw Refusal.keyless("the key is out of the range of a " + bits + "-bit integer, as key-format requires");
    }

    private static byte[] bigEndian(long number, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (number >>> (length - 1 - i) * Byte.SIZE);
        }
        return bytes;
    }

    /** A UUID means the same in either case (RFC 9562, section 4), and Kafka's serialiser writes the lower one. */
    private static byte[] uuid(String text) {
        boolean isUuid = text.length() == UUID_LENGTH;
        for (int i = 0; i < UUID_LENGTH && isUuid; i++) {
            char c = text.charAt(i);
            isUuid = i == 8 || i == 13 || i == 18 || i == 23
                    ? c == '-'
                    : (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
        }
        if (!isUuid) {
            throw Refusal.keyless(
                    "the key is not a UUID of 36 characters, 8-4-4-4-12 hexadecimal digits, as key-format requires");
        }
        return utf8(text.toLowerCase(Locale.ROOT));
    }
}
