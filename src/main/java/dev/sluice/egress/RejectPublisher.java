package dev.sluice.egress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.DeliveryFailure.Kind;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.kafka.Receipt;
import dev.sluice.core.kafka.Receipt.State;
import dev.sluice.core.kafka.RejectEncoder;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Parks events that are refused for good in the topic of rejects, over the channel {@code rejects}, so that nothing
 * disappears that was once decoded.
 *
 * <p>Without such a topic it refuses and parks nothing. The channel has a producer of its own, which is made when the
 * topic is configured only. Never blocks. Thread-safe.
 */
@Singleton
public final class RejectPublisher {

    private static final String CHANNEL = "rejects";
    private static final String UNKNOWN_INSTANCE = "unknown";

    private final MutinyEmitter<ProducerRecord<byte[], byte[]>> channel;
    private final SluiceConfig.@Nullable Rejects rejects;
    private final Duration deadline;
    private final TopicDirectory topics;
    private final RecordMeters meters;
    private final @Nullable RejectEncoder encoder;

    RejectPublisher(
            @Channel(CHANNEL) MutinyEmitter<ProducerRecord<byte[], byte[]>> channel,
            SluiceConfig config,
            RecordMeters meters,
            Vertx vertx) {
        this.channel = channel;
        this.rejects = config.rejects();
        this.deadline = config.ackDeadline();
        this.topics = TopicDirectory.of(rejects == null ? Set.of() : Set.of(rejects.topic()), deadline, vertx);
        this.meters = meters;
        String host = System.getenv("HOSTNAME");
        this.encoder =
                rejects == null ? null : new RejectEncoder(rejects.topic(), host == null ? UNKNOWN_INSTANCE : host);
    }

    void start(@Observes StartupEvent start, KafkaClientService clients) {
        if (rejects != null) {
            topics.start(clients, CHANNEL);
        }
    }

    /** Whether there is a topic to park events in. */
    boolean isOn() {
        return rejects != null;
    }

    /** Whether an event that is parked counts as accepted. */
    public boolean accepts() {
        return rejects != null && rejects.accepted();
    }

    /** Whether {@code reported} says that the event will never be taken, however often it is sent. */
    static boolean isForGood(Throwable reported) {
        if (reported instanceof InvalidEvent) {
            return true;
        }
        Kind kind = FailureKinds.classify(reported).kind();
        return kind == Kind.TOO_LARGE || kind == Kind.INVALID_RECORD;
    }

    /**
     * Parks an event, where there is a topic for that, when the result is subscribed to.
     *
     * @param refusal what it is refused for: an {@link InvalidEvent}, or what Kafka reported
     * @return where it is parked, where that counts as accepted; else {@code refusal} once it is parked, or at once where
     *     there is no topic; a {@link DeliveryFailure} {@code UNAVAILABLE} where it cannot be parked in time
     */
    public Uni<Receipt> park(CloudEvent event, Throwable refusal) {
        if (encoder == null) {
            return Uni.createFrom().failure(refusal);
        }
        KafkaRecord record = reject(encoder, event, refusal);
        OutgoingMessageMetadata<RecordMetadata> acknowledged = new OutgoingMessageMetadata<>();
        Uni<Void> emission = Uni.createFrom()
                .deferred(() -> channel.sendMessage(Message.of(ProducerRecords.of(record), Metadata.of(acknowledged))));
        Uni<Void> passage = topics.passage(record.topic());
        boolean accepted = accepts();
        return (passage == null ? emission : CallerLoop.backHere(passage).chain(known -> emission))
                .ifNoItem()
                .after(deadline)
                .on(CallerLoop.timer())
                .fail()
                .onFailure()
                .transform(reported -> notParked(record.topic(), reported))
                .chain(parked -> {
                    meters.parked();
                    return accepted
                            ? Uni.createFrom()
                                    .item(ProducerRecords.receipt(record, acknowledged.getResult(), State.PARKED))
                            : Uni.createFrom().failure(refusal);
                });
    }

    private static KafkaRecord reject(RejectEncoder encoder, CloudEvent event, Throwable refusal) {
        if (refusal instanceof InvalidEvent invalid) {
            return encoder.encode(event, invalid.reason().name(), invalid.getMessage(), invalid.route(), Instant.now());
        }
        DeliveryFailure failure = FailureKinds.classify(refusal);
        return encoder.encode(event, failure.kind().name(), failure.getMessage(), null, Instant.now());
    }

    private DeliveryFailure notParked(String topic, Throwable reported) {
        topics.doubt(topic);
        return new DeliveryFailure(
                Kind.UNAVAILABLE, "the event is refused for good, and could not be parked; send it again", reported);
    }
}
