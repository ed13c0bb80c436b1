package dev.sluice.ingress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.sluice.egress.RefusingConnector;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.http.RawHttp.Response;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Batched content mode, items 46 to 49, with a connector that does what the test says. */
@QuarkusTest
@TestProfile(BatchTest.Profile.class)
class BatchTest {

    /** Small bounds, and a producer that takes less than a body may have. */
    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return RefusingConnector.configuration(Map.of(
                    "mp.messaging.outgoing.records.max.request.size", "5000",
                    "sluice.topic", "events",
                    "sluice.ack-deadline", "4s",
                    "sluice.max-body-size", "64K",
                    "sluice.batch.max-events", "5",
                    "sluice.batch.max-bytes", "200K",
                    "sluice.max-events-in-flight", "6",
                    "sluice.max-bytes-in-flight", "400K"));
        }
    }

    private static final List<Map.Entry<String, String>> BATCH =
            List.of(Map.entry("Content-Type", "Application/CloudEvents-Batch+JSON; charset=utf-8"));

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    @Connector(RefusingConnector.NAME)
    RefusingConnector connector;

    @Inject
    Admission admission;

    @Test
    void answers202OnceEveryRecordIsAcknowledgedAndNotBefore() throws Exception {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/", BATCH, batch(3));
            List<Message<?>> messages = connector.take(3);
            assertThat(messages).extracting(RefusingConnector::idOf).containsExactly("0", "1", "2");
            messages.get(2).ack();
            messages.get(0).ack();
            assertThat(admission.events()).isEqualTo(3);
            messages.get(1).ack();
            assertThat(sender.read().status()).isEqualTo(202);
        }
        isIdle();
    }

    @Test
    void answers202ToAnEmptyBatchWithoutARecord() throws IOException {
        Response response = RawHttp.post(port, BATCH, "[]".getBytes(UTF_8));
        assertThat(response.status()).isEqualTo(202);
        isIdle();
    }

    static Stream<Arguments> failures() {
        RuntimeException tooLarge = new RecordTooLargeException("x");
        RuntimeException away = new NotEnoughReplicasException("x");
        RuntimeException expired = new TimeoutException("x");
        return Stream.of(
                arguments(List.of(away), 503),
                arguments(List.of(expired), 504),
                arguments(List.of(tooLarge), 413),
                arguments(List.of(tooLarge, away), 503),
                arguments(List.of(away, tooLarge), 503),
                arguments(List.of(tooLarge, tooLarge), 413));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void answersForTheWholeBatchSoThatNoEventIsLost(List<RuntimeException> failures, int status) throws Exception {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/", BATCH, batch(failures.size() + 1));
            List<Message<?>> messages = connector.take(failures.size() + 1);
            messages.get(0).ack();
            for (int i = 0; i < failures.size(); i++) {
                messages.get(i + 1).nack(failures.get(i));
            }
            assertThat(sender.read().status()).isEqualTo(status);
        }
        isIdle();
    }

    @Test
    void answers504AtTheDeadlineWhereOneRecordIsNotAcknowledged() throws Exception {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/", BATCH, batch(2));
            List<Message<?>> messages = connector.take(2);
            messages.get(0).ack();
            assertThat(sender.read().status()).isEqualTo(504);
            messages.get(1).ack();
        }
        isIdle();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[EVENT,{\"specversion\":\"1.0\"}]|400|INVALID_ATTRIBUTE|1",
                "[EVENT,{\"specversion\":\"0.3\"}]|400|INVALID_ATTRIBUTE|1",
                "[5]|400|MALFORMED|0",
                "[EVENT,EVENT,EVENT,EVENT,EVENT,EVENT]|413|TOO_LARGE|",
                "{}|400|MALFORMED|",
                "[EVENT|400|MALFORMED|",
            })
    void refusesTheWholeBatchAndEmitsNothing(String json, int status, String outcome, Integer index)
            throws IOException {
        String body = json.replace("EVENT", Events.json("1", ""));
        Response response = RawHttp.post(port, BATCH, body.getBytes(UTF_8));
        assertThat(response.status()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).contains("\"title\":\"" + outcome + "\"");
        assertThat(response.body().contains("\"index\":" + index)).isEqualTo(index != null);
        isIdle();
    }

    @Test
    void findsARecordThatTheProducerWouldRefuseBeforeItEmitsAny() throws IOException {
        String large = Events.json("2", ",\"data\":\"" + "x".repeat(5000) + "\"");
        String json = "[" + Events.json("1", "") + "," + large + "]";
        Response response = RawHttp.post(port, BATCH, json.getBytes(UTF_8));
        assertThat(response.status()).isEqualTo(413);
        assertThat(response.body()).contains("event 1: the record exceeds max.request.size of 5000 bytes");
        isIdle();
    }

    @Test
    void holdsAnEventInABatchToTheLimitOfASingleOne() throws IOException {
        String large = Events.json("2", ",\"data\":\"" + "x".repeat(65_536) + "\"");
        Response response = RawHttp.post(port, BATCH, ("[" + large + "]").getBytes(UTF_8));
        assertThat(response.status()).isEqualTo(413);
        assertThat(response.body()).contains("\"index\":0").contains("65536");
        isIdle();
    }

    @Test
    void refusesABatchOverItsOwnLimit() throws IOException {
        byte[] body = (" ".repeat(200 * 1024) + "[]").getBytes(UTF_8);
        assertThat(RawHttp.post(port, BATCH, body).status()).isEqualTo(413);
        isIdle();
    }

    @Test
    void countsEventsAndTakesABatchAsAWholeWhereOneEventWouldBe() throws Exception {
        try (RawHttp sender = new RawHttp(port)) {
            sender.sendPost("/", BATCH, batch(4));
            List<Message<?>> messages = connector.take(4);
            try (RawHttp second = new RawHttp(port)) {
                second.sendPost("/", BATCH, batch(3));
                List<Message<?>> more = connector.take(3);
                assertThat(admission.events()).isEqualTo(7);
                assertThat(RawHttp.post(port, BATCH, batch(1)).status()).isEqualTo(429);
                more.forEach(Message::ack);
                assertThat(second.read().status()).isEqualTo(202);
            }
            messages.forEach(Message::ack);
            assertThat(sender.read().status()).isEqualTo(202);
        }
        isIdle();
    }

    @Test
    void countsTheBytesOfBodiesForAdmission() throws Exception {
        byte[] large = (" ".repeat(190 * 1024) + new String(batch(1), UTF_8)).getBytes(UTF_8);
        List<RawHttp> senders = new ArrayList<>();
        List<Message<?>> messages = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            RawHttp sender = new RawHttp(port);
            sender.sendPost("/", BATCH, large);
            messages.addAll(connector.take(1));
            senders.add(sender);
        }
        Response response = RawHttp.post(port, BATCH, large);
        assertThat(response.status()).isEqualTo(429);
        assertThat(response.body()).contains("too many bytes");
        messages.forEach(Message::ack);
        for (RawHttp sender : senders) {
            assertThat(sender.read().status()).isEqualTo(202);
            sender.close();
        }
        isIdle();
    }

    private void isIdle() {
        assertThat(connector.isEmpty()).isTrue();
        assertThat(admission.events()).isZero();
        assertThat(admission.bytes()).isZero();
    }

    private static byte[] batch(int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> Events.json(Integer.toString(i), ""))
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(UTF_8);
    }
}
