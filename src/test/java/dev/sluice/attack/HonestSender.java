package dev.sluice.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Five events a second from one who means no harm: half of them on one connection that stays, half on a new one each.
 * Two threads.
 */
final class HonestSender implements AutoCloseable {

    /** In place of a status: no connection, or one that broke before the answer. */
    static final int UNANSWERED = 0;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final byte[] DATA = ("{\"note\":\"" + "x".repeat(200) + "\"}").getBytes(US_ASCII);

    private final int port;
    private final AtomicInteger number = new AtomicInteger();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads;
    private volatile boolean stopped;

    /** An answer, and how long after the start of the request, or of the connection, it came. */
    record Answer(int status, long millis) {}

    private HonestSender(int port) {
        this.port = port;
        this.threads = List.of(
                new Thread(this::sendOnOneConnection, "honest, one connection"),
                new Thread(this::sendOnNewConnections, "honest, new connections"));
    }

    /** Starts to send to a port of this machine. */
    static HonestSender start(int port) {
        HonestSender sender = new HonestSender(port);
        sender.threads.forEach(Thread::start);
        return sender;
    }

    /** Ends it, and returns all answers. */
    List<Answer> stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return List.copyOf(answers);
    }

    /** A connection that breaks is an event without an answer: only one that was told to go opens another. */
    private void sendOnOneConnection() {
        RawHttp connection = null;
        while (!stopped) {
            long start = System.nanoTime();
            int status = UNANSWERED;
            try {
                connection = connection == null ? new RawHttp(port) : connection;
                connection.sendPost("/", event(), DATA);
                RawHttp.Response response = connection.read();
                status = response.status();
                if ("close".equalsIgnoreCase(response.header("connection"))) {
                    connection.close();
                    connection = null;
                }
            } catch (IOException e) {
                connection = null;
            }
            answered(status, start);
        }
    }

    private void sendOnNewConnections() {
        while (!stopped) {
            long start = System.nanoTime();
            int status = UNANSWERED;
            try {
                status = RawHttp.post(port, event(), DATA).status();
            } catch (IOException e) {
                // that is an answer too
            }
            answered(status, start);
        }
    }

    private List<Map.Entry<String, String>> event() {
        return Events.binary("honest-" + number.incrementAndGet());
    }

    private void answered(int status, long start) {
        answers.add(new Answer(status, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
        long next = start + PAUSE_NANOS;
        while (System.nanoTime() < next && !stopped) {
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
