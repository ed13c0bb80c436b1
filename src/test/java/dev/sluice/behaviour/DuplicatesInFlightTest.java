package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Events that come again while the first copy is in flight, with a connector that does what the test says. */
@QuarkusTest
@TestProfile(DuplicatesInFlightTest.Profile.class)
class DuplicatesInFlightTest {

    /** Events of type {@code twice} have two records. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return RefusingConnector.configuration(Map.of(
                    "sluice.match", "all",
                    "sluice.routes.all.topic", "events",
                    "sluice.routes.twice.topic", "copies",
                    "sluice.routes.twice.when", "type = 'twice'",
                    "sluice.ack-deadline", "2s",
                    "sluice.dedup.entries", "100"));
        }
    }

    private static final List<Map.Entry<String, String>> BATCH =
            List.of(Map.entry("Content-Type", "application/cloudevents-batch+json"));

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    @Connector(RefusingConnector.NAME)
    RefusingConnector connector;

    @Inject
    MeterRegistry registry;

    private final List<RawHttp> senders = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        assertThat(connector.isEmpty()).isTrue();
        for (RawHttp sender : senders) {
            sender.close();
        }
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(new NotEnoughReplicasException("x"), 503),
                arguments(new TimeoutException("x"), 504),
                arguments(new RecordTooLargeException("x"), 413));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void failWithTheFirstAndAreTriedAgainThen(Exception reported, int status) throws Exception {
        String id = "f" + status;
        RawHttp first = send(id);
        Message<?> message = connector.take();
        List<RawHttp> joined = join(3, () -> send(id));
        message.nack(reported);
        assertThat(first.read().status()).isEqualTo(status);
        for (RawHttp sender : joined) {
            assertThat(sender.read().status()).isEqualTo(status);
        }
        RawHttp again = send(id);
        connector.take().ack();
        assertThat(again.read().status()).isEqualTo(202);
        assertThat(send(id).read().status()).isEqualTo(202);
    }

    @Test
    void areToldAtTheDeadlineOfTheFirstAndNothingIsRememberedOfAnAcknowledgementAfterIt() throws Exception {
        RawHttp first = send("late");
        Message<?> message = connector.take();
        RawHttp joined = join(1, () -> send("late")).get(0);
        assertThat(first.read().status()).isEqualTo(504);
        assertThat(joined.read().status()).isEqualTo(504);
        message.ack();
        RawHttp again = send("late");
        connector.take().ack();
        assertThat(again.read().status()).isEqualTo(202);
    }

    @Test
    void areNotHurtByAFirstSenderThatGivesUpNorHurtIt() throws Exception {
        RawHttp first = send("gone");
        Message<?> message = connector.take();
        List<RawHttp> joined = join(2, () -> send("gone"));
        first.reset();
        joined.get(0).reset();
        message.ack();
        assertThat(joined.get(1).read().status()).isEqualTo(202);
        first = send("stays");
        message = connector.take();
        join(1, () -> send("stays")).get(0).reset();
        message.ack();
        assertThat(first.read().status()).isEqualTo(202);
    }

    @Test
    void areStoredOnlyWhereEveryRecordOfTheFirstIs() throws Exception {
        RawHttp first = sendTwice("m");
        List<Message<?>> messages = connector.take(2);
        RawHttp joined = join(1, () -> sendTwice("m")).get(0);
        messages.get(0).ack();
        messages.get(1).nack(new NotEnoughReplicasException("x"));
        assertThat(first.read().status()).isEqualTo(503);
        assertThat(joined.read().status()).isEqualTo(503);
        RawHttp again = sendTwice("m");
        connector.take(2).forEach(Message::ack);
        assertThat(again.read().status()).isEqualTo(202);
        assertThat(sendTwice("m").read().status()).isEqualTo(202);
    }

    @Test
    void areTriedAgainOfABatchOnlyWhereTheyWereNotStored() throws Exception {
        RawHttp first = sendBatch("p1", "p2", "p3");
        List<Message<?>> messages = connector.take(3);
        messages.get(0).ack();
        messages.get(1).nack(new NotEnoughReplicasException("x"));
        messages.get(2).ack();
        assertThat(first.read().status()).isEqualTo(503);
        RawHttp again = sendBatch("p1", "p2", "p3");
        Message<?> missing = connector.take();
        assertThat(RefusingConnector.idOf(missing)).isEqualTo("p2");
        missing.ack();
        assertThat(again.read().status()).isEqualTo(202);
    }

    @Test
    void areTriedAgainOfABatchThatRanIntoItsDeadlineWhereNothingWasHeardOfThem() throws Exception {
        RawHttp first = sendBatch("d1", "d2");
        connector.take(2).get(0).ack();
        RawHttp joined = join(1, () -> send("d2")).get(0);
        assertThat(first.read().status()).isEqualTo(504);
        assertThat(joined.read().status()).isEqualTo(504);
        RawHttp again = sendBatch("d1", "d2");
        Message<?> missing = connector.take();
        assertThat(RefusingConnector.idOf(missing)).isEqualTo("d2");
        missing.ack();
        assertThat(again.read().status()).isEqualTo(202);
    }

    @Test
    void keepABatchWaitingThatIsThenAnsweredByTheirOutcomeToo() throws Exception {
        RawHttp single = send("w1");
        Message<?> inFlight = connector.take();
        RawHttp batch = join(1, () -> sendBatch("w1", "w2")).get(0);
        connector.take().ack();
        inFlight.nack(new NotEnoughReplicasException("x"));
        assertThat(single.read().status()).isEqualTo(503);
        assertThat(batch.read().status()).isEqualTo(503);
        single = send("w1");
        inFlight = connector.take();
        batch = join(1, () -> sendBatch("w1", "w2")).get(0);
        inFlight.ack();
        assertThat(single.read().status()).isEqualTo(202);
        assertThat(batch.read().status()).isEqualTo(202);
    }

    @Test
    void letABatchFailSoThatItIsSentAgainWhereAnyPartOfItShould() throws Exception {
        send("x1");
        Message<?> inFlight = connector.take();
        RawHttp batch = join(1, () -> sendBatch("x1", "x2")).get(0);
        connector.take().nack(new RecordTooLargeException("x"));
        inFlight.nack(new NotEnoughReplicasException("x"));
        assertThat(batch.read().status()).isEqualTo(503);
    }

    @Test
    void areToSendAgainWhereTheBatchWithTheFirstIsRefusedPermanently() throws Exception {
        RawHttp batch = sendBatch("r1", "r2");
        List<Message<?>> messages = connector.take(2);
        List<RawHttp> joined = join(2, () -> send("r2"));
        messages.get(0).ack();
        messages.get(1).nack(new RecordTooLargeException("x"));
        assertThat(batch.read().status()).isEqualTo(413);
        for (RawHttp sender : joined) {
            Response response = sender.read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.body()).contains("the event was in flight in a batch that was refused");
        }
    }

    @Test
    void areOneRecordWhereABatchHasThemTwice() throws Exception {
        RawHttp batch = sendBatch("t1", "t1", "t2", "t1");
        List<Message<?>> messages = connector.take(2);
        assertThat(messages).extracting(RefusingConnector::idOf).containsExactly("t1", "t2");
        messages.get(1).ack();
        messages.get(0).nack(new RecordTooLargeException("x"));
        assertThat(batch.read().status()).isEqualTo(413);
    }

    private interface Request {
        RawHttp send() throws IOException;
    }

    /** Sends so many, and waits until each has joined one that is in flight. */
    private List<RawHttp> join(int count, Request request) throws Exception {
        double expected = joined() + count;
        List<RawHttp> waiting = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            waiting.add(request.send());
        }
        for (int attempt = 0; attempt < 10_000 && joined() < expected; attempt++) {
            RawHttp.post(port, Events.structured(), "{}".getBytes(UTF_8));
        }
        assertThat(joined()).isEqualTo(expected);
        return waiting;
    }

    private double joined() {
        return registry.get("sluice.duplicates")
                .tag("state", "joined")
                .counter()
                .count();
    }

    private RawHttp send(String id) throws IOException {
        return send(Events.structured(), Events.json(id, ""));
    }

    private RawHttp sendTwice(String id) throws IOException {
        return send(Events.structured(), Events.json(id, "").replace("\"t\"", "\"twice\""));
    }

    private RawHttp sendBatch(String... ids) throws IOException {
        return send(BATCH, Stream.of(ids).map(id -> Events.json(id, "")).collect(Collectors.joining(",", "[", "]")));
    }

    private RawHttp send(List<Map.Entry<String, String>> headers, String body) throws IOException {
        RawHttp sender = new RawHttp(port);
        senders.add(sender);
        sender.sendPost("/", headers, body.getBytes(UTF_8));
        return sender;
    }
}
