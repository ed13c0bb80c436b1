package dev.sluice.chaos;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Posts one event on each of many connections, all of which stay open until every one has its answer. One thread, and
 * one copy of the body for all.
 */
final class ManyConnections {

    /** What a connection that was broken, or refused, counts as. */
    static final int BROKEN = 0;

    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final long LONGEST_MILLIS = TimeUnit.MINUTES.toMillis(2);

    private final InetSocketAddress target;
    private final ByteBuffer body;
    private final List<Answer> answers = new ArrayList<>();

    /** An answer, and how long after the end of the request, or of what was taken of it, it came. */
    record Answer(int status, long millis) {}

    /** One connection: what it still has to send, and what came back. */
    private static final class Sender {
        private final ByteBuffer head;
        private final ByteBuffer rest;
        private final ByteBuffer answer = ByteBuffer.allocate(64);
        private long sentAt = System.nanoTime();

        private Sender(ByteBuffer head, ByteBuffer rest) {
            this.head = head;
            this.rest = rest;
        }
    }

    private ManyConnections(int port, int bytes) {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.body = ByteBuffer.allocateDirect(bytes);
    }

    /** Opens so many connections, posts so many bytes on each, and returns once all are answered. */
    static List<Answer> post(int port, int connections, int bytes) throws IOException {
        return new ManyConnections(port, bytes).post(connections);
    }

    private List<Answer> post(int connections) throws IOException {
        List<SocketChannel> opened = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(target);
                opened.add(channel);
                channel.configureBlocking(false);
                channel.register(
                        selector, SelectionKey.OP_WRITE | SelectionKey.OP_READ, new Sender(head(i), body.duplicate()));
                if (i % 100 == 0) {
                    selector.selectNow(this::proceed);
                }
            }
            while (answers.size() < connections && selector.select(this::proceed, LONGEST_MILLIS) > 0) {
                // each turn hands out what there is
            }
        } finally {
            for (SocketChannel channel : opened) {
                channel.close();
            }
        }
        return answers;
    }

    private ByteBuffer head(int number) {
        return ByteBuffer.wrap(("POST / HTTP/1.1\r\nHost: localhost\r\nce-specversion: 1.0\r\nce-id: many-" + number
                        + "\r\nce-source: /s\r\nce-type: t\r\nContent-Type: application/octet-stream\r\nContent-Length: "
                        + body.capacity() + "\r\n\r\n")
                .getBytes(ISO_8859_1));
    }

    private void proceed(SelectionKey key) {
        Sender sender = (Sender) key.attachment();
        SocketChannel channel = (SocketChannel) key.channel();
        try {
            if (key.isReadable()) {
                if (channel.read(sender.answer) < 0 || sender.answer.position() > STATUS_AT + 3) {
                    answered(key, sender, status(sender.answer));
                    return;
                }
            }
            if (key.isWritable()) {
                channel.write(new ByteBuffer[] {sender.head, sender.rest});
                sender.sentAt = System.nanoTime();
                if (!sender.rest.hasRemaining()) {
                    key.interestOps(SelectionKey.OP_READ);
                }
            }
        } catch (IOException e) {
            answered(key, sender, BROKEN);
        }
    }

    private static int status(ByteBuffer answer) {
        return answer.position() < STATUS_AT + 3
                ? BROKEN
                : Integer.parseInt(new String(answer.array(), STATUS_AT, 3, ISO_8859_1));
    }

    private void answered(SelectionKey key, Sender sender, int status) {
        key.cancel();
        answers.add(new Answer(status, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sender.sentAt)));
    }
}
