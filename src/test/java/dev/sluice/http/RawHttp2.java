package dev.sluice.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One connection of HTTP/2 with prior knowledge that sends exactly the frames a test wants. Used by one thread. */
public final class RawHttp2 implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int HAS_PRIORITY = 0x20;
    private static final int PRIORITY_BYTES = 5;
    private static final int LARGEST_LIST = 1 << 16;

    private final Socket socket;
    private final DataInputStream in;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(false, LARGEST_LIST);

    /** Connects to a port of this machine, and says what a connection starts with. */
    public RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        send(new Http2Frames().preface().settings(Map.of()));
    }

    /**
     * What came on a stream.
     *
     * @param outcome the status, or {@code RST(code)}, {@code GOAWAY(code)} or {@code CLOSED} where there was none
     * @param contentType null where there was none
     */
    public record Answer(String outcome, @Nullable String contentType, String body) {

        /** Whether it is a status. */
        public boolean isStatus() {
            return outcome.matches("\\d+");
        }

        /** Whether it is a status that refuses the request. */
        public boolean isRefusal() {
            return outcome.matches("[45]\\d+");
        }
    }

    /** One frame. */
    private record Frame(int type, int flags, int stream, byte[] payload) {

        private boolean has(int flag) {
            return (flags & flag) != 0;
        }

        private int firstInt() {
            return intAt(0);
        }

        private int lastInt() {
            return intAt(type == Http2Frames.GOAWAY ? 4 : 0);
        }

        private int intAt(int index) {
            int value = 0;
            for (int i = 0; i < 4; i++) {
                value = value << 8 | payload[i + index] & 0xFF;
            }
            return value;
        }
    }

    /** Sends frames. */
    public void send(Http2Frames frames) throws IOException {
        socket.getOutputStream().write(frames.bytes());
        socket.getOutputStream().flush();
    }

    /**
     * Reads until a stream has ended, one way or another, or the connection has; header lists must fit a frame, without
     * padding.
     */
    public Answer read(int stream) throws IOException {
        try {
            return readFrames(stream);
        } catch (EOFException | SocketException e) {
            return new Answer("CLOSED", null, "");
        }
    }

    /** Reads until a frame of a type comes, and drops what comes before: the first four bytes of it, as a number. */
    public int readFrame(int type) throws IOException {
        while (true) {
            Frame frame = frame();
            acknowledgeSettings(frame);
            if (frame.type == type) {
                return frame.firstInt();
            }
        }
    }

    /** Whether the other side has closed the connection. */
    public boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    private Answer readFrames(int stream) throws IOException {
        @Nullable Http2Headers head = null;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            Frame frame = frame();
            acknowledgeSettings(frame);
            if (frame.type == Http2Frames.GOAWAY && frame.lastInt() != 0) {
                return answer(head, "GOAWAY(" + frame.lastInt() + ")", body);
            } else if (frame.type == Http2Frames.HEADERS) {
                Http2Headers headers = decode(frame);
                head = frame.stream == stream ? headers : head;
            } else if (frame.type == Http2Frames.DATA && frame.stream == stream) {
                body.writeBytes(frame.payload);
            } else if (frame.type == Http2Frames.RST_STREAM && frame.stream == stream) {
                return answer(head, "RST(" + frame.lastInt() + ")", body);
            }
            boolean canEnd = frame.type == Http2Frames.HEADERS || frame.type == Http2Frames.DATA;
            if (canEnd && frame.stream == stream && frame.has(Http2Frames.END_STREAM)) {
                return answer(head, "", body);
            }
        }
    }

    private void acknowledgeSettings(Frame frame) throws IOException {
        if (frame.type == Http2Frames.SETTINGS && !frame.has(Http2Frames.ACK)) {
            send(new Http2Frames().settingsAck());
        }
    }

    private static Answer answer(@Nullable Http2Headers head, String otherwise, ByteArrayOutputStream body) {
        if (head == null) {
            return new Answer(otherwise, null, "");
        }
        CharSequence contentType = head.get("content-type");
        return new Answer(
                head.status().toString(), contentType == null ? null : contentType.toString(), body.toString(UTF_8));
    }

    private Http2Headers decode(Frame frame) throws IOException {
        int priority = frame.has(HAS_PRIORITY) ? PRIORITY_BYTES : 0;
        try {
            return decoder.decodeHeaders(
                    frame.stream, Unpooled.wrappedBuffer(frame.payload, priority, frame.payload.length - priority));
        } catch (Http2Exception e) {
            throw new IOException(e);
        }
    }

    private Frame frame() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        return new Frame(type, flags, stream, in.readNBytes(length));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
