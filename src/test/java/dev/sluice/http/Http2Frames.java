package dev.sluice.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;

/**
 * HTTP/2 as bytes (RFC 9113), right or wrong as a test wants it: frames, one after the other.
 *
 * <p>Header lists are literals without indexing and without Huffman codes (RFC 7541, 6.2.2), one byte for each
 * character, so that every list can be written. Nothing is checked. Not thread-safe.
 */
public final class Http2Frames {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int PRIORITY = 2;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int PING = 6;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    public static final int CONTINUATION = 9;

    public static final int END_STREAM = 1;
    public static final int ACK = 1;
    public static final int END_HEADERS = 4;

    public static final int INITIAL_WINDOW_SIZE = 4;

    private static final int CANCEL = 8;
    private static final int LONGEST_7_BITS = 127;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** What a connection with prior knowledge starts with (RFC 9113, 3.4); a SETTINGS frame must follow. */
    public Http2Frames preface() {
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(ISO_8859_1));
        return this;
    }

    /** SETTINGS with these values. */
    public Http2Frames settings(Map<Integer, Integer> values) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        values.forEach((setting, value) -> {
            payload.write(setting >> 8);
            payload.write(setting);
            writeInt(payload, value);
        });
        return frame(SETTINGS, 0, 0, payload.toByteArray());
    }

    /** SETTINGS that acknowledge the other side's. */
    public Http2Frames settingsAck() {
        return frame(SETTINGS, ACK, 0, new byte[0]);
    }

    /** HEADERS that hold the whole list. */
    public Http2Frames headers(int stream, boolean endStream, List<Map.Entry<String, String>> fields) {
        return frame(HEADERS, END_HEADERS | (endStream ? END_STREAM : 0), stream, block(fields));
    }

    /** DATA. */
    public Http2Frames data(int stream, boolean endStream, byte[] data) {
        return frame(DATA, endStream ? END_STREAM : 0, stream, data);
    }

    /** PING, which is answered once all before it is seen. */
    public Http2Frames ping() {
        return frame(PING, 0, 0, new byte[8]);
    }

    /** RST_STREAM with the code CANCEL. */
    public Http2Frames cancel(int stream) {
        return frame(RST_STREAM, 0, stream, CANCEL);
    }

    /** WINDOW_UPDATE, of the connection where {@code stream} is 0. */
    public Http2Frames windowUpdate(int stream, int increment) {
        return frame(WINDOW_UPDATE, 0, stream, increment);
    }

    private Http2Frames frame(int type, int flags, int stream, int payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writeInt(bytes, payload);
        return frame(type, flags, stream, bytes.toByteArray());
    }

    /** Any frame. */
    public Http2Frames frame(int type, int flags, int stream, byte[] payload) {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        writeInt(out, stream);
        out.writeBytes(payload);
        return this;
    }

    /** A header list, as HEADERS and CONTINUATION frames carry it. */
    public static byte[] block(List<Map.Entry<String, String>> fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        fields.forEach(field -> {
            block.write(0);
            writeText(block, field.getKey());
            writeText(block, field.getValue());
        });
        return block.toByteArray();
    }

    private static void writeText(ByteArrayOutputStream out, String text) {
        if (text.length() < LONGEST_7_BITS) {
            out.write(text.length());
        } else {
            out.write(LONGEST_7_BITS);
            int rest = text.length() - LONGEST_7_BITS;
            for (; rest >= 128; rest >>= 7) {
                out.write(rest | 128);
            }
            out.write(rest);
        }
        out.writeBytes(text.getBytes(ISO_8859_1));
    }

    private static void writeInt(ByteArrayOutputStream out, int value) {
        out.write(value >> 24);
        out.write(value >> 16);
        out.write(value >> 8);
        out.write(value);
    }

    /** All frames so far. */
    public byte[] bytes() {
        return out.toByteArray();
    }
}
