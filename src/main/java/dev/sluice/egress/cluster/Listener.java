package dev.sluice.egress.cluster;

import dev.sluice.egress.settings.SecurityProtocol;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;

/**
 * What one connection finds at the address of a broker, which it asks without TLS and without a login. Kafka's client
 * does not tell why it reaches no broker.
 *
 * <p>Looking blocks: it resolves the name, then waits for at most {@code timeoutMillis} in each of three steps, however
 * slowly the answers come. Immutable.
 *
 * @param address {@code host:port}
 * @param found what is there
 * @param detail what the operating system reports, if no connection is made; else empty
 */
record Listener(String address, Found found, String detail) {

    /** What can be found. */
    enum Found {
        /** The name has no address. */
        UNKNOWN_HOST,
        /** There is no connection. */
        NOT_CONNECTED,
        /** It accepts the connection and sends no whole answer. */
        SILENT,
        /** It accepts the connection and closes it without an answer. */
        CLOSED,
        /** It speaks TLS. */
        TLS,
        /** It speaks neither TLS nor Kafka's protocol. */
        OTHER,
        /** It speaks Kafka's protocol, but closes the connection at the first question without a login. */
        KAFKA_WITH_LOGIN,
        /** It speaks Kafka's protocol. */
        KAFKA
    }

    /** The first two bytes of a TLS alert. */
    private static final int TLS_ALERT = 0x1503;

    /** No answer is longer, in bytes. */
    private static final int LONGEST_ANSWER = 1 << 20;

    /** The type of the request, its version, its number, and the length of a client id that is null. */
    private static final int HEADER_BYTES = 10;

    private static final short METADATA = 3;
    private static final short API_VERSIONS = 18;

    /** Looks at an address, written as in {@code bootstrap.servers}. */
    static Listener at(String address, int timeoutMillis) {
        return look(address, timeoutMillis, true);
    }

    /** The same, one round trip shorter: it does not find out whether the listener wants a login. */
    static Listener justAt(String address, int timeoutMillis) {
        return look(address, timeoutMillis, false);
    }

    private static Listener look(String address, int timeoutMillis, boolean asksForMore) {
        String host = Utils.getHost(address);
        Integer port = Utils.getPort(address);
        if (host == null || port == null) {
            return new Listener(address, Found.UNKNOWN_HOST, "");
        }
        try (Socket socket = new Socket()) {
            InetSocketAddress there = new InetSocketAddress(InetAddress.getByName(host), port);
            socket.connect(there, timeoutMillis);
            return new Listener(address, ask(socket, timeoutMillis, asksForMore), "");
        } catch (UnknownHostException e) {
            return new Listener(address, Found.UNKNOWN_HOST, "");
        } catch (SocketTimeoutException e) {
            return new Listener(address, Found.NOT_CONNECTED, "no answer within " + timeoutMillis + " ms");
        } catch (IOException | IllegalArgumentException e) {
            return new Listener(address, Found.NOT_CONNECTED, String.valueOf(e.getMessage()));
        }
    }

    /** Whether there was a connection. */
    boolean isConnected() {
        return found != Found.UNKNOWN_HOST && found != Found.NOT_CONNECTED;
    }

    /** The addresses in a list as of {@code bootstrap.servers}. */
    static List<String> addresses(String servers) {
        return Stream.of(servers.split(","))
                .map(String::trim)
                .filter(address -> !address.isEmpty())
                .toList();
    }

    private static Found ask(Socket connected, int timeoutMillis, boolean asksForMore) throws IOException {
        OutputStream out = connected.getOutputStream();
        try {
            ask(API_VERSIONS, (short) 0, new byte[0], out);
            DataInputStream in = new DataInputStream(new Answer(connected, timeoutMillis));
            int start = in.readInt();
            if (start >>> 16 == TLS_ALERT) {
                return Found.TLS;
            }
            if (start < 0 || start > LONGEST_ANSWER) {
                return Found.OTHER;
            }
            if (!asksForMore) {
                return Found.KAFKA;
            }
            in.skipNBytes(start);
        } catch (SocketTimeoutException e) {
            return Found.SILENT;
        } catch (EOFException | SocketException e) {
            return Found.CLOSED;
        }
        try {
            ask(METADATA, (short) 1, new byte[Integer.BYTES], out); // asks about no topic
            new DataInputStream(new Answer(connected, timeoutMillis)).readInt();
            return Found.KAFKA;
        } catch (SocketTimeoutException e) {
            return Found.KAFKA;
        } catch (EOFException | SocketException e) {
            return Found.KAFKA_WITH_LOGIN;
        }
    }

    /** Writes a request with a header of version 1 and no client id. */
    private static void ask(short api, short version, byte[] body, OutputStream out) throws IOException {
        int length = HEADER_BYTES + body.length;
        ByteBuffer request = ByteBuffer.allocate(Integer.BYTES + length)
                .putInt(length)
                .putShort(api)
                .putShort(version)
                .putInt(0)
                .putShort((short) -1)
                .put(body);
        out.write(request.array());
    }

    /** What a socket receives in the next milliseconds; its own timeout begins anew with each byte. */
    private static final class Answer extends InputStream {

        private final Socket socket;
        private final long end;

        Answer(Socket socket, int timeoutMillis) {
            this.socket = socket;
            this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            long millisLeft = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (millisLeft <= 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout((int) millisLeft);
            return socket.getInputStream().read(into, offset, length);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }
    }

    /** Why a client that speaks {@code protocol} gets no answer here, and what to set instead. */
    String reason(SecurityProtocol protocol) {
        String name = protocol.name();
        boolean isTls = protocol.usesTls();
        boolean hasLogin = protocol.usesSasl();
        return switch (found) {
            case UNKNOWN_HOST -> "unknown host";
            case NOT_CONNECTED -> detail;
            case SILENT -> "it accepts the connection and does not answer";
            case CLOSED ->
                "it closes the connection without an answer"
                        + (isTls
                                ? "; check whether it is a listener with TLS"
                                : "; if it is a listener with TLS, set security.protocol to "
                                        + (hasLogin ? "SASL_SSL" : "SSL, or SASL_SSL with a login"));
            case OTHER -> "what answers is not Kafka";
            case TLS ->
                isTls
                        ? "it speaks TLS and does not answer this client; check whether it wants a client"
                                + " certificate, ssl.keystore.*"
                        : "the listener speaks TLS, but security.protocol is " + name + "; set "
                                + (hasLogin ? "SASL_SSL" : "SSL, or SASL_SSL with a login");
            case KAFKA, KAFKA_WITH_LOGIN ->
                isTls
                        ? "the listener does not speak TLS, but security.protocol is " + name + "; set "
                                + (hasLogin ? "SASL_PLAINTEXT" : "PLAINTEXT")
                                + ", or use the port of a listener with TLS"
                        : withoutTls(hasLogin);
        };
    }

    private String withoutTls(boolean hasLogin) {
        return found == Found.KAFKA_WITH_LOGIN && !hasLogin
                ? "it closes the connection at the first question, as a listener does that wants a login; set"
                        + " security.protocol to SASL_PLAINTEXT, and sasl.*"
                : "it answers, but not to this client in time";
    }
}
