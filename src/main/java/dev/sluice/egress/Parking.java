package dev.sluice.egress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.event.Parkable;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Trace;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.kafka.RejectEncoder;
import dev.sluice.egress.channel.Channels;
import dev.sluice.egress.channel.RecordBudget;
import dev.sluice.egress.channel.RecordChannel;
import dev.sluice.egress.channel.RecordMessage;
import dev.sluice.egress.channel.RequestAccount;
import dev.sluice.egress.failure.FailureKinds;
import dev.sluice.egress.failure.FailureLog;
import dev.sluice.runtime.CallerLoop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Parks events that are refused permanently, decoded or not: writes them to the rejects topic over the channel
 * {@code rejects}, so that none disappears that is to be kept. Parking keeps the promises of publishing: the deadline
 * of the request, the breaker, the bound on what is in flight.
 *
 * <p>Without a rejects topic it parks nothing. Never blocks. Thread-safe.
 */
@Singleton
public final class Parking {

    private static final String UNKNOWN_INSTANCE = "unknown";

    private final @Nullable RecordChannel channel;
    private final @Nullable RejectEncoder encoder;
    private final boolean accepted;
    private final Counter parked;
    private final FailureLog log = new FailureLog(System::nanoTime);

    Parking(Channels channels, SluiceConfig config, MeterRegistry registry) {
        SluiceConfig.Rejects rejects = config.rejects();
        String host = System.getenv("HOSTNAME");
        this.channel = channels.rejects();
        this.encoder =
                rejects == null ? null : new RejectEncoder(rejects.topic(), host == null ? UNKNOWN_INSTANCE : host);
        this.accepted = rejects != null && rejects.accepted();
        this.parked = Counter.builder("sluice.parked")
                .description("Events that were refused permanently and are stored in the rejects topic")
                .register(registry);
    }

    /** Whether a rejects topic is configured. */
    boolean isOn() {
        return channel != null;
    }

    /** Whether a parked event counts as accepted. */
    boolean accepts() {
        return accepted;
    }

    /** Whether {@code reported} is a permanent refusal: the event would be refused each time it is sent. */
    static boolean isPermanent(Throwable reported) {
        if (reported instanceof Refusal) {
            return true;
        }
        Kind kind = FailureKinds.classify(reported).kind();
        return kind == Kind.TOO_LARGE || kind == Kind.INVALID_RECORD;
    }

    /**
     * Parks an event and then ends it: as accepted if parked events count as that, otherwise with {@code refusal}. If
     * it cannot be parked, it ends with {@code UNAVAILABLE}. Without a rejects topic, it ends with {@code refusal} at
     * once.
     *
     * @param refusal why it is refused: a {@link Refusal}, or what Kafka reported
     */
    void park(Delivery delivery, Throwable refusal) {
        RecordChannel way = channel;
        RejectEncoder layout = encoder;
        if (way == null || layout == null) {
            delivery.fail(refusal);
            return;
        }
        new Attempt(way, delivery, refusal, reject(layout, delivery, refusal)).begin();
    }

    private static KafkaRecord reject(RejectEncoder encoder, Delivery delivery, Throwable refusal) {
        Parkable refused = delivery.subject();
        Trace trace = delivery.trace();
        Instant now = Instant.now();
        if (refusal instanceof Refusal ours) {
            return encoder.encode(refused, trace, ours.reason().name(), ours.getMessage(), ours.route(), now);
        }
        DeliveryFailure failure = FailureKinds.classify(refusal);
        return encoder.encode(refused, trace, failure.kind().name(), failure.getMessage(), null, now);
    }

    /** The failure of an event that could not be parked; {@code reported} is the cause, null for the deadline. */
    static DeliveryFailure notParked(@Nullable Throwable reported) {
        return new DeliveryFailure(
                Kind.UNAVAILABLE, "the event is refused permanently, but could not be parked; send it again", reported);
    }

    /** The parking of one event. */
    private final class Attempt implements RecordMessage.Listener {

        private final RecordChannel way;
        private final Delivery delivery;
        private final Throwable refusal;
        private final KafkaRecord record;
        private final RequestAccount account;
        private final long weight;

        private Attempt(RecordChannel way, Delivery delivery, Throwable refusal, KafkaRecord record) {
            this.way = way;
            this.delivery = delivery;
            this.refusal = refusal;
            this.record = record;
            this.account = way.account();
            this.weight = RecordBudget.weight(record);
        }

        private void begin() {
            DeliveryFailure noRoom = way.budget().admit(weight);
            if (noRoom != null) {
                delivery.fail(notParked(noRoom));
                return;
            }
            delivery.parking(account);
            Uni<Void> whenWritable = way.topics().whenWritable(record.topic());
            if (whenWritable == null) {
                emit();
            } else {
                CallerLoop.backHere(whenWritable).subscribe().with(known -> emit(), this::end);
            }
        }

        private void emit() {
            DeliveryFailure unreachable = way.breaker().refusal();
            if (delivery.isOver()) {
                way.budget().release(weight);
            } else if (unreachable != null) {
                end(unreachable);
            } else {
                way.emit(record, 0, account, this);
            }
        }

        @Override
        public void acknowledged(int index, @Nullable RecordMetadata written) {
            way.budget().release(weight);
            parked.increment();
            if (accepted) {
                delivery.parked(record, written);
            } else {
                delivery.fail(refusal);
            }
        }

        @Override
        public void failed(int index, Throwable reported) {
            way.topics().recheck(record.topic());
            end(reported);
        }

        private void end(Throwable reported) {
            way.budget().release(weight);
            DeliveryFailure failure = notParked(reported);
            log.log(record.topic(), failure);
            delivery.fail(failure);
        }
    }
}
