package dev.sluice.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One connection that sends exactly the bytes a test wants, which HTTP clients are too polite for. */
public final class RawHttp implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    /** Connects to a port of this machine. */
    public RawHttp(int port) throws IOException {
        this(InetAddress.getLoopbackAddress(), port);
    }

    /** Connects to a port of a machine. */
    public RawHttp(InetAddress address, int port) throws IOException {
        socket = new Socket(address, port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** An answer; header names in lower case. */
    public record Response(String version, int status, Map<String, String> headers, String body) {

        /** The value of a header, null where the answer has none of that name. */
        public String header(String name) {
            return headers.get(name);
        }
    }

    /** Posts to {@code /} on a connection of its own. */
    public static Response post(int port, List<Map.Entry<String, String>> headers, byte[] body) throws IOException {
        try (RawHttp connection = new RawHttp(port)) {
            connection.sendPost("/", headers, body);
            return connection.read();
        }
    }

    /** Posts with the length declared. */
    public void sendPost(String path, List<Map.Entry<String, String>> headers, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\n");
        if (headers.stream().noneMatch(header -> header.getKey().equalsIgnoreCase("host"))) {
            head.append("Host: localhost\r\n");
        }
        for (Map.Entry<String, String> header : headers) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        send(head + "Content-Length: " + body.length + "\r\n\r\n");
        send(body);
    }

    /** Sends text, one byte for each character. */
    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes. */
    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Reads one answer, interim ones included. */
    public Response read() throws IOException {
        String[] status = line().split(" ", 3);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Response(
                status[0],
                Integer.parseInt(status[1]),
                headers,
                new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    /** Breaks the connection, so that the other side sees a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Whether the other side has closed the connection. */
    public boolean isAtEnd() throws IOException {
        return in.read() < 0;
    }

    /** Waits until there is more to read, or the other side has closed, or broken, the connection. */
    public boolean hasMore() throws IOException {
        in.mark(1);
        try {
            int next = in.read();
            in.reset();
            return next >= 0;
        } catch (SocketException e) {
            return false;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was closed after '" + line + "'");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
