package dev.sluice.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.attack.Script.Part;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Floods over HTTP/1.1, and connections that do little for long. */
final class Http1Attacks {

    private static final String EVENT_HEAD =
            "POST / HTTP/1.1\r\nHost: localhost\r\nce-specversion: 1.0\r\nce-id: attack\r\n"
                    + "ce-source: /attack\r\nce-type: t\r\nContent-Type: application/json\r\n";
    private static final int REQUESTS_IN_A_PART = 64;
    private static final int LARGEST_BODY = 896 * 1024;
    private static final int LARGE_BODIES = 36;
    private static final int SIZES = 14;
    private static final int FILLING = LARGE_BODIES + 2 * SIZES;
    private static final int CHUNKS_IN_A_PART = 8_000;

    private Http1Attacks() {}

    /** All of them; {@code crowd} is the largest number of connections. */
    static List<Attack> all(int crowd) {
        return List.of(
                Flood.unread("pipelined events, answers never read", "requests", 4, () -> pipelined(event())),
                Flood.unread("pipelined GET /, answers never read", "requests", 4, () -> pipelined(get("/"))),
                Flood.unread("pipelined GET /q/metrics, unread", "requests", 4, () -> pipelined(get("/q/metrics"))),
                Flood.read("pipelined GET /q/metrics", "requests", 1, () -> pipelined(get("/q/metrics"))),
                Flood.read("pipelined events", "requests", 4, () -> pipelined(event())),
                Flood.slow("1,100 bodies, a byte a second", "bytes", 1100, () -> drip(withBodyOf(1_000), "x")),
                Flood.slow("1,100 chunked bodies, a byte a second", "chunks", 1100, Http1Attacks::slowChunks),
                Flood.slow("bodies that declare 32 MiB together", "bytes", FILLING, filling(Http1Attacks::declared)),
                Flood.slow("bodies of 32 MiB, each nearly sent", "bodies", FILLING, filling(Http1Attacks::stalled)),
                Flood.slow("1,000 heads without an end", "lines", 1000, () -> drip(EVENT_HEAD, "x-a: b\r\n")),
                Flood.slow("1,000 heads of 70 KB without an end", "heads", 1000, Http1Attacks::bigHead),
                Flood.slow("1,100 trailers without an end", "lines", 1100, Http1Attacks::slowTrailers),
                Flood.slow("2,000 silent connections", Flood.CONNECTIONS, 2000, Script::once),
                Flood.read("chunks of one byte", "chunks", 4, Http1Attacks::smallChunks),
                Flood.slow(crowd + " connections with a request each", "requests", crowd, () -> Script.once(get("/"))),
                Flood.storm("new connections, reset at once", 50, Script::once),
                Flood.storm("new connections, reset after a request", 50, () -> Script.once(uncounted(event()))));
    }

    private static Part part(String text, int count) {
        return new Part(text.getBytes(ISO_8859_1), count);
    }

    private static Part uncounted(Part part) {
        return new Part(part.bytes(), 0);
    }

    private static Part get(String path) {
        return part("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 1);
    }

    private static Part event() {
        return part(EVENT_HEAD + "Content-Length: 2\r\n\r\n{}", 1);
    }

    private static Script pipelined(Part request) {
        Part many = part(new String(request.bytes(), ISO_8859_1).repeat(REQUESTS_IN_A_PART), REQUESTS_IN_A_PART);
        return Script.endless(request, many);
    }

    private static String withBodyOf(int bytes) {
        return EVENT_HEAD + "Content-Length: " + bytes + "\r\n\r\n";
    }

    private static Script drip(String start, String drop) {
        return Script.endless(part(start, 0), part(drop, 1));
    }

    private static Script slowChunks() {
        return drip(EVENT_HEAD + "Transfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n");
    }

    private static Script slowTrailers() {
        return drip(EVENT_HEAD + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", "x-a: b\r\n");
    }

    /** Bodies of all sizes, so that together they leave no room of what may be in flight. */
    private static Supplier<Script> filling(IntFunction<Script> script) {
        AtomicInteger number = new AtomicInteger();
        return () -> {
            int smaller = Math.max(0, number.getAndIncrement() - LARGE_BODIES) % SIZES;
            return script.apply(LARGEST_BODY >> smaller);
        };
    }

    private static Script declared(int bytes) {
        return drip(withBodyOf(bytes), "x");
    }

    private static Script stalled(int bytes) {
        return Script.once(part(withBodyOf(bytes) + "x".repeat(bytes * 9 / 10), 1));
    }

    private static Script bigHead() {
        return Script.once(part(EVENT_HEAD + ("x-a: " + "b".repeat(1000) + "\r\n").repeat(69), 1));
    }

    private static Script smallChunks() {
        Part chunks = part("1\r\nx\r\n".repeat(CHUNKS_IN_A_PART), CHUNKS_IN_A_PART);
        return Script.cycle(
                part(EVENT_HEAD + "Transfer-Encoding: chunked\r\n\r\n", 0), chunks, chunks, part("0\r\n\r\n", 0));
    }
}
