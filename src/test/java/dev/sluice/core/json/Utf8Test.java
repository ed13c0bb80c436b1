package dev.sluice.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every short sequence and many longer ones, judged by the JDK's own decoder. */
class Utf8Test {

    /** The bounds of every rule on bytes, and a neighbour on each side. */
    private static final int[] EDGES = {
        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE,
        0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFF
    };

    private static final int[] LATER_EDGES = {0x41, 0x7F, 0x80, 0xBF, 0xC0};

    @Test
    void agreesOnEverySequenceOfOneAndTwoBytes() {
        for (int first = 0; first < 256; first++) {
            check(first);
            for (int second = 0; second < 256; second++) {
                check(first, second);
            }
        }
    }

    @Test
    void agreesOnEverySequenceOfThreeAndFourBytesAtTheEdges() {
        for (int first : EDGES) {
            for (int second : EDGES) {
                for (int third : LATER_EDGES) {
                    check(first, second, third);
                    for (int fourth : LATER_EDGES) {
                        check(first, second, third, fourth);
                    }
                }
            }
        }
    }

    @Test
    void takesEveryCodePoint() {
        StringBuilder refused = new StringBuilder();
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
                if (!Utf8.isValid(bytes, 0, bytes.length)) {
                    refused.append(' ').append(codePoint);
                }
            }
        }
        assertThat(refused).isEmpty();
    }

    @Test
    void agreesAtEveryPlaceInALongerText() {
        int[][] sequences = {{0x80}, {0xC3, 0xA9}, {0xE2, 0x82}, {0xE2, 0x82, 0xAC}, {0xF0, 0x9F, 0x98, 0x80}, {0xFF}};
        for (int length = 0; length < 40; length++) {
            for (int[] sequence : sequences) {
                for (int at = 0; at + sequence.length <= length; at++) {
                    byte[] text = new byte[length];
                    Arrays.fill(text, (byte) 'x');
                    for (int i = 0; i < sequence.length; i++) {
                        text[at + i] = (byte) sequence[i];
                    }
                    check(text, 0, length);
                }
            }
        }
    }

    @Test
    void looksAtTheGivenRangeOnly() {
        Random random = new Random(1);
        String text = "aaaaaaaaaaaaaaaaaaaa\u20ac\ud83d\ude00bbbbbbbbbbbb\u00e9";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        bytes[3] = (byte) 0xFF;
        for (int i = 0; i < 5000; i++) {
            int start = random.nextInt(bytes.length + 1);
            check(bytes, start, random.nextInt(bytes.length + 1 - start));
        }
    }

    private static void check(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        check(bytes, 0, bytes.length);
    }

    private static void check(byte[] bytes, int offset, int length) {
        if (Utf8.isValid(bytes, offset, length) != jdkDecodes(bytes, offset, length)) {
            assertThat(Utf8.isValid(bytes, offset, length))
                    .as(Arrays.toString(bytes) + " from " + offset + ", " + length + " bytes")
                    .isEqualTo(jdkDecodes(bytes, offset, length));
        }
    }

    private static boolean jdkDecodes(byte[] bytes, int offset, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, offset, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
