package dev.sluice.format.avro;

import java.util.Arrays;

/** Base64 (RFC 4648), of either alphabet, with padding or without. Stateless. */
final class Base64Text {

    private static final byte[] VALUES = new byte[128];
    private static final int BITS = 6;

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = (byte) i;
        }
        VALUES['-'] = VALUES['+'];
        VALUES['_'] = VALUES['/'];
    }

    private Base64Text() {}

    /** The end of the text from {@code start} to {@code end} without its padding; -1 if the padding is wrong. */
    static int withoutPadding(byte[] text, int start, int end) {
        int last = end;
        while (last > start && end - last < 2 && text[last - 1] == '=') {
            last--;
        }
        return last < end && (end - start) % 4 != 0 ? -1 : last;
    }

    /** How many bytes a text of {@code length} characters without padding is; -1 if there is none of that length. */
    static int size(int length) {
        return length % 4 == 1 ? -1 : (int) ((long) length * BITS / Byte.SIZE);
    }

    /**
     * Writes the bytes of the text without padding from {@code start} to {@code end}.
     *
     * @return false if a character is not of the alphabet, or bits are left that are not zero
     */
    static boolean decode(byte[] text, int start, int end, AvroBuffer out) {
        int bits = 0;
        int held = 0;
        for (int i = start; i < end; i++) {
            int value = text[i] < 0 ? -1 : VALUES[text[i]];
            if (value < 0) {
                return false;
            }
            held = held << BITS | value;
            bits += BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                out.writeByte(held >> bits);
                held &= (1 << bits) - 1;
            }
        }
        return held == 0;
    }
}
