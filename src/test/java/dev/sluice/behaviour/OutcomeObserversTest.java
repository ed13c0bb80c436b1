package dev.sluice.behaviour;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.delivery.Delivered;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.delivery.Failed;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.egress.RefusingConnector;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;
import org.junit.jupiter.api.Test;

/** Observers of what becomes of events, with a connector that does what the test says. */
@QuarkusTest
@TestProfile(OutcomeObserversTest.Profile.class)
class OutcomeObserversTest {

    public static final class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return RefusingConnector.configuration(Map.of(
                    "test.callbacks", "true",
                    "sluice.topic", "events",
                    "sluice.ack-deadline", "2s"));
        }
    }

    /** Keeps what it is told; throws at events whose id says so, and blocks at the others whose id does. */
    @IfBuildProperty(name = "test.callbacks", stringValue = "true")
    @Singleton
    public static class Observer {

        final BlockingQueue<Delivered> delivered = new LinkedBlockingQueue<>();
        final BlockingQueue<Failed> failed = new LinkedBlockingQueue<>();
        final CountDownLatch released = new CountDownLatch(1);

        void keep(@ObservesAsync Delivered outcome) throws InterruptedException {
            String id = outcome.event().id();
            if (id.equals("throws")) {
                throw new IllegalStateException(id);
            }
            if (id.equals("blocks")) {
                released.await();
            }
            delivered.add(outcome);
        }

        void keep(@ObservesAsync Failed outcome) {
            failed.add(outcome);
        }
    }

    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Inject
    @Connector(RefusingConnector.NAME)
    RefusingConnector connector;

    @Inject
    Observer observer;

    @Inject
    MeterRegistry registry;

    @Test
    void areToldWhereAnEventIsStored() throws Exception {
        try (RawHttp sender = send("stored")) {
            acknowledge(connector.take());
            assertThat(sender.read().status()).isEqualTo(202);
        }
        Delivered outcome = observer.delivered.take();
        assertThat(outcome.event().id()).isEqualTo("stored");
        assertThat(outcome.event().data()).hasToString("2 bytes");
        assertThat(outcome.receipts())
                .containsExactly(new Receipt(outcome.event(), "events", 7, 42, Receipt.State.STORED));
    }

    @Test
    void areToldWhyAnEventFailedAndNothingOfOneThatIsRefused() throws Exception {
        assertThat(RawHttp.post(port, Events.binary("1", "ce-time", "lunchtime"), new byte[0])
                        .status())
                .isEqualTo(400);
        try (RawHttp sender = send("failed")) {
            connector.take().nack(new TopicAuthorizationException("x"));
            assertThat(sender.read().status()).isEqualTo(503);
        }
        Failed outcome = observer.failed.take();
        assertThat(outcome.event().id()).isEqualTo("failed");
        assertThat(outcome.failure().kind()).isEqualTo(Kind.REFUSED_BY_KAFKA);
    }

    @Test
    void areToldOfEachEventOfABatchOnItsOwn() throws Exception {
        try (RawHttp sender = sendBatch("stored", "large", "unknown")) {
            List<Message<?>> messages = connector.take(3);
            acknowledge(messages.get(0));
            messages.get(1).nack(new RecordTooLargeException("x"));
            assertThat(sender.read().status()).isEqualTo(504);
        }
        Delivered stored = observer.delivered.take();
        assertThat(stored.event().id()).isEqualTo("stored");
        assertThat(stored.receipts()).extracting(Receipt::offset).containsExactly(42L);
        Failed large = observer.failed.take();
        assertThat(large.event().id()).isEqualTo("large");
        assertThat(large.failure().kind()).isEqualTo(Kind.TOO_LARGE);
        Failed unknown = observer.failed.take();
        assertThat(unknown.event().id()).isEqualTo("unknown");
        assertThat(unknown.failure().kind()).isEqualTo(Kind.TIMED_OUT);
    }

    @Test
    void harmNothingWhereTheyThrowOrBlock() throws Exception {
        publish("throws");
        publish("after");
        assertThat(observer.delivered.take().event().id()).isEqualTo("after");
        publish("blocks");
        double before = dropped();
        for (int batch = 0; batch < 3; batch++) {
            publish(IntStream.range(0, 500).mapToObj(i -> "behind-" + i).toArray(String[]::new));
        }
        double dropped = dropped() - before;
        assertThat(dropped).isGreaterThanOrEqualTo(499);
        try (RawHttp sender = send("other")) {
            connector.take().nack(new TopicAuthorizationException("x"));
            assertThat(sender.read().status()).isEqualTo(503);
        }
        assertThat(observer.failed.take().event().id()).isEqualTo("other");
        assertThat(observer.delivered).isEmpty();
        observer.released.countDown();
        assertThat(observer.delivered.take().event().id()).isEqualTo("blocks");
        for (int i = 0; i < 1500 - dropped; i++) {
            observer.delivered.take();
        }
    }

    @Test
    void areWrittenAsThePageShows() throws Exception {
        double before = undeliveredOrders();
        try (RawHttp sender = send("order")) {
            connector.take().nack(new TopicAuthorizationException("x"));
            assertThat(sender.read().status()).isEqualTo(503);
        }
        observer.failed.take();
        for (int attempt = 0; attempt < 10_000 && undeliveredOrders() == before; attempt++) {
            RawHttp.post(port, Events.structured(), "{}".getBytes(UTF_8));
        }
        assertThat(undeliveredOrders()).isEqualTo(before + 1);
        String code = Files.readString(Path.of("src/test/java/dev/sluice/example/UndeliveredOrders.java"))
                .lines()
                .filter(line -> !line.contains("IfBuildProperty"))
                .dropWhile(line -> !line.startsWith("import"))
                .collect(Collectors.joining("\n", "```java\n", "\n```\n"));
        assertThat(Files.readString(Path.of("src/docs/delivery.md"))).contains(code);
    }

    private double undeliveredOrders() {
        return registry.counter("orders.undelivered", "kind", "REFUSED_BY_KAFKA")
                .count();
    }

    private double dropped() {
        return registry.get("sluice.callbacks.dropped")
                .tag("callback", "delivered")
                .counter()
                .count();
    }

    private void publish(String... ids) throws Exception {
        try (RawHttp sender = sendBatch(ids)) {
            connector.take(ids.length).forEach(Message::ack);
            assertThat(sender.read().status()).isEqualTo(202);
        }
    }

    private RawHttp send(String id) throws IOException {
        RawHttp sender = new RawHttp(port);
        sender.sendPost("/", Events.binary(id), "{}".getBytes(UTF_8));
        return sender;
    }

    private RawHttp sendBatch(String... ids) throws IOException {
        RawHttp sender = new RawHttp(port);
        String json = Arrays.stream(ids).map(id -> Events.json(id, "")).collect(Collectors.joining(",", "[", "]"));
        sender.sendPost(
                "/", List.of(Map.entry("Content-Type", "application/cloudevents-batch+json")), json.getBytes(UTF_8));
        return sender;
    }

    /** As the connector of Kafka does: partition 7, offset 42. */
    private static void acknowledge(Message<?> message) {
        String topic = ((ProducerRecord<?, ?>) message.getPayload()).topic();
        OutgoingMessageMetadata.setResultOnMessage(
                message, new RecordMetadata(new TopicPartition(topic, 7), 42, 0, 0, 0, 0));
        message.ack();
    }
}
