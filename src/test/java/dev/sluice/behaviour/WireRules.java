package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.http.Http2Frames;
import dev.sluice.http.MetricsPage;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp2;
import dev.sluice.vectors.FieldVector;
import dev.sluice.vectors.WireVector;
import dev.sluice.vectors.WireVector.Then;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * HTTP to the letter: every vector of HTTP/1.1 and of HTTP/2 is answered, stored, counted and closed as it says, and
 * what comes behind it on the connection is looked at only where nobody can be in doubt where it starts.
 */
public abstract class WireRules {

    private static final String NEXT = "next";

    private static KafkaTopic topic;

    private int port;

    /** The function's port. */
    protected abstract int findPort() throws Exception;

    /** The topic that it publishes to. */
    protected abstract KafkaTopic openTopic();

    /** All vectors of a file. */
    record Area<T>(String name, List<T> vectors) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** What came back on a connection of HTTP/1.1, and whether it was closed then. */
    private record Played(List<RawHttp.Response> answers, boolean isClosed) {

        /** How many requests were answered, as a sender sees it. */
        long finalAnswers() {
            return answers.stream().filter(answer -> answer.status() >= 200).count();
        }
    }

    static Stream<WireVector> http1() {
        return WireVector.all();
    }

    static Stream<Area<WireVector>> http1Areas() {
        return http1().collect(groupingBy(WireVector::area)).entrySet().stream()
                .map(area -> new Area<>(area.getKey(), area.getValue()));
    }

    static Stream<FieldVector> http2() {
        return FieldVector.all();
    }

    static Stream<Area<FieldVector>> http2Areas() {
        return http2().collect(groupingBy(FieldVector::area)).entrySet().stream()
                .map(area -> new Area<>(area.getKey(), area.getValue()));
    }

    /** What an earlier vector left is not to be held against a later one. */
    @BeforeEach
    void begin() throws Exception {
        port = findPort();
        if (topic == null) {
            topic = openTopic();
        }
        topic.skip();
    }

    @AfterAll
    static void closeTopic() {
        topic.close();
        topic = null;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("http1")
    void answersHttp1ToTheLetter(WireVector vector) throws IOException {
        Played played = play(vector);
        List<RawHttp.Response> answers = played.answers();
        List<List<String>> expected = new ArrayList<>(vector.answers());
        boolean isNextAnswered =
                vector.then() == Then.OPEN || (vector.then() == Then.ANY && answers.size() > expected.size());
        if (isNextAnswered) {
            expected.add(List.of("202"));
        }
        assertThat(answers).as("as many as %s", expected).hasSameSizeAs(expected);
        for (int i = 0; i < answers.size(); i++) {
            check(answers.get(i), expected.get(i));
        }
        if (vector.then() == Then.CLOSED) {
            assertThat(played.isClosed()).as("closed").isTrue();
            assertThat(answers.get(answers.size() - 1).header("connection"))
                    .as("connection")
                    .isEqualToIgnoringCase("close");
        }
        assertThat(stored())
                .as("ids of the stored events")
                .containsExactlyInAnyOrderElementsOf(and(vector.stored(), isNextAnswered));
    }

    /** Sends a vector and a good request, and reads until there is an answer to that, or no more to come. */
    private Played play(WireVector vector) throws IOException {
        List<RawHttp.Response> answers = new ArrayList<>();
        try (RawHttp connection = new RawHttp(port)) {
            sendAll(connection, vector.bytes() + WireVector.whole(NEXT));
            while (answers.size() <= vector.answers().size() && connection.hasMore()) {
                answers.add(connection.read());
            }
            boolean isWhole = answers.size() > vector.answers().size();
            return new Played(answers, !isWhole);
        } catch (EOFException e) {
            throw new AssertionError("broken off after " + answers, e);
        }
    }

    /** What is closed may be so before all is sent: the answer is there nevertheless. */
    private static void sendAll(RawHttp connection, String bytes) throws IOException {
        try {
            connection.send(bytes);
        } catch (SocketException e) {
            // what was answered tells the reason
        }
    }

    private static void check(RawHttp.Response response, List<String> expected) {
        String status = Integer.toString(response.status());
        assertThat(expected)
                .as("alternatives to the status %s: %s", status, response)
                .contains(status);
        assertThat(response.version()).isEqualTo("HTTP/1.1");
        if (response.status() >= 400) {
            checkProblem(response.header("content-type"), response.body(), status);
        }
    }

    private static void checkProblem(String contentType, String body, String status) {
        assertThat(contentType).as("content type of a %s", status).isEqualTo("application/problem+json");
        assertThat(body)
                .as("body")
                .startsWith("{\"title\":\"")
                .contains("\"status\":" + status)
                .endsWith("}")
                .doesNotContain("\n", "SECRETX");
    }

    /** Pages of the framework are not counted. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("http1Areas")
    void countsEveryAnswerInHttp1(Area<WireVector> area) throws IOException {
        long before = counted();
        long expected = 0;
        for (WireVector vector : area.vectors()) {
            expected += play(vector).finalAnswers() - vector.pages();
        }
        assertThat(counted() - before).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("http2")
    void answersHttp2ToTheLetter(FieldVector vector) throws IOException {
        boolean isReset;
        boolean isNextAnswered;
        try (RawHttp2 connection = new RawHttp2(port)) {
            RawHttp2.Answer answer = play(connection, vector);
            assertThat(vector.answers()).as("alternatives to %s", answer).contains(answer.outcome());
            if (answer.isRefusal()) {
                checkProblem(answer.contentType(), answer.body(), answer.outcome());
            }
            isReset = !answer.isStatus();
            String next = next(connection);
            isNextAnswered = next.equals("202");
            assertThat(isNextAnswered || isReset).as("a next answer: %s", next).isTrue();
        }
        assertThat(stored())
                .as("ids of the stored events")
                .containsExactlyInAnyOrderElementsOf(and(vector.stored(), isNextAnswered));
    }

    private static RawHttp2.Answer play(RawHttp2 connection, FieldVector vector) throws IOException {
        connection.send(frames(vector));
        return connection.read(1);
    }

    private static Http2Frames frames(FieldVector vector) {
        boolean hasTrailers = !vector.trailers().isEmpty();
        int frames = vector.data().size();
        Http2Frames request = new Http2Frames().headers(1, frames == 0 && !hasTrailers, vector.fields());
        for (int i = 0; i < frames; i++) {
            byte[] data = vector.data().get(i).getBytes(UTF_8);
            request.data(1, i == frames - 1 && !hasTrailers, data);
        }
        return hasTrailers ? request.headers(1, true, vector.trailers()) : request;
    }

    /** The server may close a connection on which frames of a stream come that it has reset. */
    private static String next(RawHttp2 connection) throws IOException {
        try {
            connection.send(new Http2Frames().headers(3, true, FieldVector.whole(NEXT)));
        } catch (SocketException e) {
            // what was answered tells the reason
        }
        return connection.read(3).outcome();
    }

    /** A stream that ends with an error has no answer, and may be counted nevertheless. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("http2Areas")
    void countsEveryAnswerInHttp2(Area<FieldVector> area) throws IOException {
        long before = counted();
        long answered = 0;
        for (FieldVector vector : area.vectors()) {
            try (RawHttp2 connection = new RawHttp2(port)) {
                answered += play(connection, vector).isStatus() ? 1 : 0;
            }
        }
        assertThat(counted() - before).isBetween(answered, (long) area.vectors().size());
    }

    private List<String> stored() {
        return topic.next().stream()
                .map(record -> new String(record.headers().lastHeader("ce_id").value(), UTF_8))
                .toList();
    }

    private static List<String> and(List<String> ids, boolean isNextAnswered) {
        List<String> all = new ArrayList<>(ids);
        if (isNextAnswered) {
            all.add(NEXT);
        }
        return all;
    }

    /** How many requests the metrics know, whatever became of them. */
    private long counted() throws IOException {
        return (long) MetricsPage.of(port).sum("sluice_requests_seconds_count");
    }
}
