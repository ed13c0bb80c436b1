package dev.sluice.broker;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Stands in front of a broker: keeps what its clients ask for, and may take what they send as slowly as a bad network
 * does, or fall silent.
 *
 * <p>Two threads for each connection. Only connections that records are sent on are slowed down.
 */
public final class KafkaProxy implements AutoCloseable {

    /** So that what a client cannot get rid of stays in the client. */
    private static final int RECEIVE_BUFFER_BYTES = 8 * 1024;

    private static final int PIECE_BYTES = 2 * 1024;

    private final ServerSocket server;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<String> metadataRequests = new ConcurrentLinkedQueue<>();
    private volatile long bytesPerSecond = Long.MAX_VALUE;
    private volatile boolean isSilent;

    private KafkaProxy() throws IOException {
        server = new ServerSocket();
        server.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** One that a broker can be told to advertise, and that {@link #forwardTo} puts in front of it. */
    public static KafkaProxy open() throws IOException {
        return new KafkaProxy();
    }

    /** Takes connections from now on, for a broker on this port of the machine. */
    public void forwardTo(int brokerPort) {
        thread(() -> accept(brokerPort));
    }

    /** Where clients find it: {@code 127.0.0.1:port}. */
    public String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** From now on takes no more of each connection that records are sent on. */
    public void slowDown(long toBytesPerSecond) {
        bytesPerSecond = toBytesPerSecond;
    }

    /** Takes all that comes again. */
    public void speedUp() {
        bytesPerSecond = Long.MAX_VALUE;
    }

    /** From now on keeps to itself all that comes, from either side, as a network does that drops every packet. */
    public void fallSilent() {
        isSilent = true;
    }

    /** Goes on with what was kept. */
    public void speakAgain() {
        isSilent = false;
    }

    private void waitWhileSilent() {
        while (isSilent) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Every request for metadata since the last call, each as one text that has the names of topics in it. */
    public Queue<String> metadataRequests() {
        Queue<String> requests = new ConcurrentLinkedQueue<>();
        for (String next = metadataRequests.poll(); next != null; next = metadataRequests.poll()) {
            requests.add(next);
        }
        return requests;
    }

    private void accept(int brokerPort) throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket behind = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
            sockets.add(client);
            sockets.add(behind);
            thread(() -> forward(client.getInputStream(), behind.getOutputStream(), behind));
            thread(() -> {
                answer(behind.getInputStream(), client.getOutputStream());
                client.close();
            });
        }
    }

    private void answer(InputStream from, OutputStream to) throws IOException {
        byte[] piece = new byte[PIECE_BYTES];
        for (int length = from.read(piece); length >= 0; length = from.read(piece)) {
            waitWhileSilent();
            to.write(piece, 0, length);
        }
    }

    /** One request after the other: its length, which API it is for, and the rest. */
    private void forward(InputStream from, OutputStream to, Socket behind) throws IOException {
        DataInputStream requests = new DataInputStream(from);
        try {
            while (true) {
                int length = requests.readInt();
                short api = requests.readShort();
                waitWhileSilent();
                to.write(ByteBuffer.allocate(Integer.BYTES + Short.BYTES)
                        .putInt(length)
                        .putShort(api)
                        .array());
                if (api == ApiKeys.METADATA.id) {
                    byte[] request = requests.readNBytes(length - Short.BYTES);
                    metadataRequests.add(new String(request, StandardCharsets.ISO_8859_1));
                    to.write(request);
                } else {
                    forward(requests, to, length - Short.BYTES, api == ApiKeys.PRODUCE.id);
                }
            }
        } finally {
            behind.close();
        }
    }

    private void forward(InputStream from, OutputStream to, int length, boolean records) throws IOException {
        for (int left = length; left > 0; ) {
            byte[] piece = from.readNBytes(Math.min(left, PIECE_BYTES));
            if (piece.length == 0) {
                throw new IOException("the connection ended within a request");
            }
            to.write(piece);
            left -= piece.length;
            if (records) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(piece.length) / bytesPerSecond);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // a connection ends so, too
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
