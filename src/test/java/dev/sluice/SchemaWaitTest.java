package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.broker.KafkaTopic;
import dev.sluice.broker.SharedKafka;
import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.core.mapping.RouteBuilder;
import dev.sluice.core.value.SchemaAwaited;
import dev.sluice.core.value.ValueFormat;
import dev.sluice.egress.RecordPublisher;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests with events that wait for a schema, and the records of them in a real broker. */
@QuarkusTest
@QuarkusTestResource(value = SharedKafka.class, restrictToAnnotatedClass = true)
class SchemaWaitTest {

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "sluice.topic")
    String topicName;

    @Inject
    RecordPublisher publisher;

    @Inject
    Vertx vertx;

    private KafkaTopic topic;

    /** What is awaited, one after the other, by whoever is mapped first. */
    private final Queue<CompletableFuture<Void>> lookUps = new ArrayDeque<>();

    private @Nullable Context caller;

    /** The data as it is, once nothing is awaited any more. */
    private final class Looked implements ValueFormat {

        @Override
        public String mediaType() {
            return "application/x-looked";
        }

        @Override
        public byte[] value(Bytes data, @Nullable String contentType, String topic, @Nullable String subject) {
            if (data.asUtf8().equals("1") && !lookUps.isEmpty()) {
                throw new SchemaAwaited(lookUps.remove());
            }
            if (data.asUtf8().equals("refused")) {
                throw Refusal.data("does not fit");
            }
            return data.toArray();
        }
    }

    @BeforeEach
    void beginAtTheEndOfTheTopic() {
        topic = new KafkaTopic(bootstrapServers, topicName);
        topic.skip();
    }

    @AfterEach
    void closeTheTopic() {
        topic.close();
    }

    @Test
    void publishesTheEventOnceAfterAllThatItAwaitedAndReturnsToItsCaller() {
        CompletableFuture<Void> first = lookUp();
        CompletableFuture<Void> second = lookUp();
        CompletableFuture<Result> result = publish("1");
        first.complete(null);
        second.complete(null);
        assertThat(result.join().receipts()).extracting(Receipt::state).containsExactly(Receipt.State.STORED);
        assertThat(values()).containsExactly("1");
    }

    @Test
    void publishesNothingOfABatchBeforeAllOfItIsMapped() {
        CompletableFuture<Void> known = lookUp();
        CompletableFuture<Result> result = publish("0", "1", "2");
        assertThat(values()).isEmpty();
        known.complete(null);
        assertThat(result.join().receipts()).hasSize(3);
        assertThat(values()).containsExactly("0", "1", "2");
    }

    @Test
    void publishesNothingIfTheLookUpFailsWhichIsTheAnswer() {
        DeliveryFailure away = new DeliveryFailure(Kind.UNAVAILABLE, "the registry is away", null);
        CompletableFuture<Void> known = lookUp();
        CompletableFuture<Result> result = publish("0", "1");
        known.completeExceptionally(away);
        assertThatThrownBy(result::join).isInstanceOf(CompletionException.class).hasCause(away);
        assertThat(values()).isEmpty();
    }

    @Test
    void refusesAfterTheWaitWhatDoesNotFit() {
        CompletableFuture<Void> known = lookUp();
        CompletableFuture<Result> result = publish("1", "refused");
        known.complete(null);
        assertThatThrownBy(result::join).hasCauseInstanceOf(Refusal.class);
        assertThat(values()).isEmpty();
    }

    private CompletableFuture<Void> lookUp() {
        CompletableFuture<Void> known = new CompletableFuture<>();
        lookUps.add(known);
        return known;
    }

    /** Publishes events with such data on an event loop, and waits until they have begun to wait. */
    private CompletableFuture<Result> publish(String... data) {
        Mapper mapper = new Mapper(Objects.requireNonNull(new RouteBuilder("r", (key, value, reason) -> {
                    throw new IllegalArgumentException(key + " " + value + " " + reason);
                })
                .topic(topicName)
                .key(List.of("source"))
                .valueFormat(new Looked())
                .build()));
        PublishFunction function = new PublishFunction(mapper, publisher);
        List<CloudEvent> events =
                IntStream.range(0, data.length).mapToObj(i -> event(i, data[i])).toList();
        Arrived arrived = new Arrived(Arrival.ANONYMOUS, events, data.length > 1);
        CompletableFuture<Result> result = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        caller = vertx.getOrCreateContext();
        caller.runOnContext(nothing -> {
            function.publish(arrived)
                    .onTermination()
                    .invoke(() -> assertThat(Vertx.currentContext()).isSameAs(caller))
                    .subscribe()
                    .with(result::complete, result::completeExceptionally);
            begun.complete(null);
        });
        begun.join();
        return result;
    }

    private List<String> values() {
        return topic.next().stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static CloudEvent event(int number, String data) {
        return new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", Integer.toString(number))
                .set("source", "/s")
                .set("type", "t")
                .data(Bytes.utf8(data))
                .build();
    }
}
