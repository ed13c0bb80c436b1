package dev.sluice.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Senders of single events, flat out, beside one of batches as large as they may be: each batch has to be taken. */
record BatchAmongSingles() implements Attack {

    private static final int SINGLES = 8;
    private static final int EVENTS_IN_A_BATCH = 1000;
    private static final List<Map.Entry<String, String>> BATCH =
            List.of(Map.entry("Content-Type", "application/cloudevents-batch+json"));

    @Override
    public String name() {
        return "batches of 1,000 among single events";
    }

    @Override
    public String unit() {
        return "requests";
    }

    @Override
    public long run(int port, Duration time) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        AtomicLong sent = new AtomicLong();
        List<Thread> singles = new ArrayList<>();
        for (int i = 0; i < SINGLES; i++) {
            Thread single = new Thread(() -> sendSingles(port, end, sent), "single-" + i);
            singles.add(single);
            single.start();
        }
        List<Integer> answers = sendBatches(port, end);
        for (Thread single : singles) {
            single.join();
        }
        assertThat(answers).as("answers to batches").isNotEmpty().containsOnly(202);
        return sent.get() + answers.size();
    }

    private static void sendSingles(int port, long end, AtomicLong sent) {
        while (System.nanoTime() < end) {
            try (RawHttp connection = new RawHttp(port)) {
                while (System.nanoTime() < end) {
                    connection.sendPost("/", Events.binary("single-" + sent.incrementAndGet()), new byte[] {'1'});
                    connection.read();
                }
            } catch (IOException e) {
                // the next one is tried
            }
        }
    }

    private static List<Integer> sendBatches(int port, long end) throws IOException {
        List<Integer> answers = new ArrayList<>();
        byte[] batch = IntStream.range(0, EVENTS_IN_A_BATCH)
                .mapToObj(i -> Events.json("batched-" + i, ",\"data\":{}"))
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(UTF_8);
        while (System.nanoTime() < end) {
            answers.add(RawHttp.post(port, BATCH, batch).status());
        }
        return answers;
    }

    @Override
    public String toString() {
        return name();
    }
}
