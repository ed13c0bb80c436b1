package dev.sluice.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.http.RawHttp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A load of events of type {@code tick}: some senders, each on a connection of its own, which posts the next event once
 * the one before is answered. The data is {@code {"id":n}}, from 0 on for each sender.
 */
final class TickLoad {

    private final int port;
    private final AtomicBoolean isStopped = new AtomicBoolean();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
    private final Queue<IOException> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> senders = new ArrayList<>();

    private TickLoad(int port) {
        this.port = port;
    }

    /** Starts so many senders. */
    static TickLoad start(int port, int senders) {
        TickLoad load = new TickLoad(port);
        for (int i = 0; i < senders; i++) {
            String sender = "s" + i;
            Thread thread = new Thread(() -> load.send(sender), sender);
            thread.setDaemon(true);
            load.senders.add(thread);
            thread.start();
        }
        return load;
    }

    /** The id of an event. */
    static String id(String sender, long number) {
        return sender + "-" + number;
    }

    private void send(String sender) {
        try (RawHttp connection = new RawHttp(port)) {
            for (long number = 0; !isStopped.get(); number++) {
                List<Map.Entry<String, String>> headers = ValuesIT.event("tick", id(sender, number));
                headers.add(Map.entry("ce-subject", sender));
                connection.sendPost("/", headers, ("{\"id\":" + number + "}").getBytes(UTF_8));
                statuses.put(id(sender, number), connection.read().status());
            }
        } catch (IOException e) {
            failures.add(e);
        }
    }

    /** How many events have been answered so far. */
    int answered() {
        return statuses.size();
    }

    /** Ends it, and returns the status of each event by its id. */
    Map<String, Integer> stop() throws InterruptedException, IOException {
        isStopped.set(true);
        for (Thread sender : senders) {
            sender.join();
        }
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        return new HashMap<>(statuses);
    }
}
