package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.egress.RefusingConnector;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One test for each line of the status table, with a connector that does what the test says. */
@QuarkusTest
@TestProfile(StatusTableTest.Profile.class)
class StatusTableTest {

    private static final int BOUND = 3;

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return RefusingConnector.configuration(Map.of(
                    "sluice.topic", "events",
                    "sluice.ack-deadline", "4s",
                    "sluice.batch.enabled", "false",
                    "sluice.max-events-in-flight", Integer.toString(BOUND)));
        }
    }

    private static final byte[] DATA = "{}".getBytes(StandardCharsets.UTF_8);

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    @Connector(RefusingConnector.NAME)
    RefusingConnector connector;

    @Inject
    Admission admission;

    @Inject
    MeterRegistry registry;

    @Test
    void answers202WithoutABodyOnceTheRecordIsAcknowledged() throws Exception {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/", Events.binary("1"), DATA);
            connector.take().ack();
            Response response = sender.read();
            assertThat(response.status()).isEqualTo(202);
            assertThat(response.body()).isEmpty();
            assertThat(response.headers()).doesNotContainKey("content-type");
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(List.of(), "hi", 400, "MALFORMED", null),
                arguments(Events.binary("1", "ce-time", "lunchtime"), "{}", 400, "INVALID_ATTRIBUTE", "time"),
                arguments(Events.structured(), Events.json("1", ",\"data_base64\":\"?\""), 400, "INVALID_DATA", "data"),
                arguments(
                        List.of(Map.entry("Content-Type", "application/cloudevents+cbor")),
                        "\u00a0",
                        415,
                        "UNSUPPORTED_FORMAT",
                        null),
                arguments(Events.binary("1"), "x".repeat(1_000_000), 413, "TOO_LARGE", null));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesABadRequestPermanentlyBeforeKafkaIsAsked(
            List<Map.Entry<String, String>> headers, String body, int status, String outcome, String attribute)
            throws IOException {
        Response response = RawHttp.post(port, headers, body.getBytes(StandardCharsets.UTF_8));
        isProblem(response, status, outcome);
        assertThat(response.body().contains("\"attribute\":\"" + attribute + "\""))
                .isEqualTo(attribute != null);
        assertThat(response.headers()).doesNotContainKey("retry-after");
        assertThat(connector.isEmpty()).isTrue();
    }

    static Stream<Arguments> nacks() {
        return Stream.of(
                arguments(new RecordTooLargeException("x"), 413, "TOO_LARGE", 0, 0),
                arguments(new InvalidTimestampException("x"), 400, "INVALID_RECORD", 0, 0),
                arguments(new NotEnoughReplicasException("x"), 503, "UNAVAILABLE", 2, 9),
                arguments(new TopicAuthorizationException("x"), 503, "REFUSED_BY_KAFKA", 30, 60),
                arguments(new TimeoutException("x"), 504, "TIMED_OUT", 2, 9),
                arguments(new IllegalStateException("never seen before"), 503, "UNAVAILABLE", 2, 9));
    }

    @ParameterizedTest
    @MethodSource("nacks")
    void answersANackByWhatKafkaReported(Exception reported, int status, String outcome, int least, int most)
            throws Exception {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/", Events.binary("1"), DATA);
            connector.take().nack(reported);
            Response response = sender.read();
            isProblem(response, status, outcome);
            if (most == 0) {
                assertThat(response.headers()).doesNotContainKey("retry-after");
            } else {
                assertThat(response.header("retry-after")).asInt().isBetween(least, most);
            }
        }
    }

    @Test
    void answers504AtTheDeadlineAndNothingToAnAcknowledgementAfterIt() throws Exception {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/", Events.binary("late"), DATA);
            Message<?> late = connector.take();
            double unknown = count("sluice.records", "unknown");
            double lateBefore = count("sluice.records.late", "acknowledged");
            isProblem(sender.read(), 504, "TIMED_OUT");
            assertThat(count("sluice.records", "unknown")).isEqualTo(unknown + 1);
            late.ack();
            assertThat(count("sluice.records.late", "acknowledged")).isEqualTo(lateBefore + 1);
            sender.sendPost("/", Events.binary("next"), DATA);
            connector.take().ack();
            assertThat(sender.read().status()).isEqualTo(202);
        }
        assertThat(admission.events()).isZero();
        assertThat(admission.bytes()).isZero();
    }

    @Test
    void answers429AtOnceWhenAsManyEventsAsAllowedAreOnTheirWay() throws Exception {
        List<RawHttp> senders = new ArrayList<>();
        List<Message<?>> messages = new ArrayList<>();
        for (int i = 0; i < BOUND; i++) {
            RawHttp sender = new RawHttp(port);
            sender.sendPost("/", Events.binary("waiting-" + i), DATA);
            senders.add(sender);
            messages.add(connector.take());
        }
        Response response = RawHttp.post(port, Events.binary("one too many"), DATA);
        isProblem(response, 429, "OVERLOADED");
        assertThat(response.header("retry-after")).asInt().isBetween(1, 4);
        messages.forEach(Message::ack);
        for (RawHttp sender : senders) {
            assertThat(sender.read().status()).isEqualTo(202);
            sender.close();
        }
        assertThat(connector.isEmpty()).isTrue();
        assertThat(admission.events()).isZero();
        assertThat(admission.bytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"GET", "PUT", "DELETE", "PATCH", "TRACE", "BREW"})
    void answers405WithAllowToOtherMethods(String method) throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.send(method + " / HTTP/1.1\r\nHost: localhost\r\nce-id: 1\r\n\r\n");
            Response response = sender.read();
            isProblem(response, 405, "METHOD_NOT_ALLOWED");
            assertThat(response.header("allow")).isEqualTo("POST, OPTIONS");
        }
    }

    @ParameterizedTest
    @CsvSource({"/other", "/x//", "/q/other", "/q", "/publish", "/%2e/"})
    void answers404OnAnyOtherPath(String path) throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost(path, Events.binary("1"), DATA);
            isProblem(sender.read(), 404, "NOT_FOUND");
        }
        assertThat(connector.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n', 400, MALFORMED",
        "'OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n', 404, NOT_FOUND"
    })
    void answersInItsOwnWordsWhatTheRouterRefuses(String request, int status, String outcome) throws IOException {
        try (RawHttp sender = new RawHttp(port)) {
            sender.send(request);
            isProblem(sender.read(), status, outcome);
        }
    }

    private double count(String meter, String outcome) {
        return registry.get(meter).tag("outcome", outcome).counter().count();
    }

    private static void isProblem(Response response, int status, String outcome) {
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.header("content-type")).isEqualTo("application/problem+json");
        assertThat(response.body())
                .startsWith("{\"title\":\"" + outcome + "\",\"status\":" + status)
                .doesNotContain("\n");
    }
}
