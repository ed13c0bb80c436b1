package dev.sluice.chaos;

import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A steady load of events, each with a number of its own: some senders, each with its own key and connection, each
 * posting the next event once the one before is answered, and never the same one again.
 */
final class NumberedLoad implements AutoCloseable {

    /** In place of a status: the connection was refused, so the event was not sent. */
    static final int NOT_SENT = -1;

    /** In place of a status: the connection broke after the event was sent. */
    static final int UNANSWERED = 0;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final int port;
    private final byte[] data;
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<Thread> senders = new ArrayList<>();
    private volatile boolean stopped;

    /** What became of one event; {@code sender} is its key, {@code number} counts that sender's events. */
    record Answer(int sender, int number, int status, long startNanos, long nanos) {

        String id() {
            return sender + "-" + number;
        }
    }

    private NumberedLoad(int port, int bytes) {
        this.port = port;
        this.data = new byte[bytes];
    }

    /** Starts so many senders of events with so many bytes of data. */
    static NumberedLoad start(int port, int senders, int bytes) {
        NumberedLoad load = new NumberedLoad(port, bytes);
        for (int i = 0; i < senders; i++) {
            int sender = i;
            Thread thread = new Thread(() -> load.send(sender), "sender-" + sender);
            load.senders.add(thread);
            thread.start();
        }
        return load;
    }

    /** Waits until so many more events are accepted; an interruption ends it. */
    void awaitAccepted(int more) {
        int wanted = answered.get() + more;
        while (answered.get() < wanted) {
            LockSupport.parkNanos(PAUSE_NANOS);
            if (Thread.interrupted()) {
                throw new IllegalStateException("waited in vain for accepted events: " + statuses());
            }
        }
    }

    private Map<Integer, Long> statuses() {
        return answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
    }

    /** Lets the load go on for a while. */
    void run(long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Ends the load, and returns what became of each event. */
    List<Answer> stop() throws InterruptedException {
        stopped = true;
        for (Thread sender : senders) {
            sender.join();
        }
        return List.copyOf(answers);
    }

    private void send(int sender) {
        RawHttp connection = null;
        for (int number = 0; !stopped; number++) {
            long start = System.nanoTime();
            int status = NOT_SENT;
            try {
                if (connection == null) {
                    connection = new RawHttp(port);
                }
                status = UNANSWERED;
                connection.sendPost("/", headers(sender, number), data);
                RawHttp.Response response = connection.read();
                status = response.status();
                if ("close".equalsIgnoreCase(response.header("connection"))) {
                    connection.close();
                    connection = null;
                }
            } catch (IOException e) {
                connection = null;
            }
            answers.add(new Answer(sender, number, status, start, System.nanoTime() - start));
            if (status == 202) {
                answered.incrementAndGet();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static List<Map.Entry<String, String>> headers(int sender, int number) {
        List<Map.Entry<String, String>> headers = Events.binary(sender + "-" + number, "ce-subject", "key-" + sender);
        headers.set(0, Map.entry("Content-Type", "application/octet-stream"));
        return headers;
    }

    @Override
    public void close() {
        stopped = true;
    }
}
