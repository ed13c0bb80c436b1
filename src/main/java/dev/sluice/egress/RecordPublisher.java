package dev.sluice.egress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.EventBatch;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.kafka.Receipt;
import dev.sluice.eventloop.Timeouts;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.jspecify.annotations.Nullable;

/**
 * Emits records on the channel {@code records} and waits for the acknowledgement of all in-sync replicas, but not
 * beyond the deadline.
 *
 * <p>Never blocks the caller. Called on an event loop, the result comes back on that event loop. Thread-safe.
 */
@Singleton
public final class RecordPublisher {

    private final Emitter<ProducerRecord<byte[], byte[]>> records;
    private final TopicDirectory topics;
    private final RejectPublisher rejects;
    private final RecordsInFlight inFlight;
    private final Breaker breaker;
    private final ProducerLiveness liveness;
    private final RecordMeters meters;
    private final @Nullable Callbacks callbacks;
    private final Duration deadline;
    private final Timeouts deadlines;
    private final RecordRules rules;
    private final FailureLog failures = new FailureLog(System::nanoTime);

    RecordPublisher(
            @Channel("records") Emitter<ProducerRecord<byte[], byte[]>> records,
            TopicDirectory topics,
            RejectPublisher rejects,
            RecordsInFlight inFlight,
            Breaker breaker,
            @Liveness ProducerLiveness liveness,
            RecordMeters meters,
            Callbacks callbacks,
            SluiceConfig config,
            ProducerSettings settings,
            Config all) {
        this.records = records;
        this.topics = topics;
        this.rejects = rejects;
        this.inFlight = inFlight;
        this.breaker = breaker;
        this.liveness = liveness;
        this.meters = meters;
        this.callbacks = callbacks.isOn() ? callbacks : null;
        this.rules = new RecordRules(settings.maxRequestBytes(all), topics);
        this.deadline = config.ackDeadline();
        this.deadlines = new Timeouts(deadline);
    }

    /**
     * Publishes the records of one event when the result is subscribed to.
     *
     * @param ofOneEvent none, one or several; of several, none is emitted where one is refused before
     * @return the receipts, once all are acknowledged; a {@link DeliveryFailure} or an {@link InvalidEvent} where one is
     *     not; where one never will be and the event is parked, what {@link RejectPublisher#park} says
     */
    public Uni<List<Receipt>> publish(List<KafkaRecord> ofOneEvent) {
        if (ofOneEvent.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        CloudEvent event = ofOneEvent.get(0).event();
        Attempt attempt = new Attempt(breaker, liveness, meters);
        Uni<List<Receipt>> delivery = ofOneEvent.size() == 1
                ? one(ofOneEvent.get(0), attempt)
                : after(passage(ofOneEvent), () -> {
                    KafkaRecord refused = rules.firstRefused(ofOneEvent);
                    return refused == null
                            ? emitAll(ofOneEvent, attempt, new BatchDelivery(ofOneEvent), false)
                            : Uni.createFrom().failure(rules.refusalOf(refused));
                });
        Uni<List<Receipt>> outcome = withinDeadline(ofOneEvent, attempt, orParked(event, delivery));
        return withinBounds(ofOneEvent, callbacks == null ? outcome : telling(event, outcome, callbacks));
    }

    private static Uni<List<Receipt>> telling(CloudEvent event, Uni<List<Receipt>> outcome, DeliveryListener listener) {
        return outcome.onItem()
                .invoke(receipts -> listener.delivered(event, receipts))
                .onFailure(DeliveryFailure.class)
                .invoke(failure -> listener.failed(event, (DeliveryFailure) failure));
    }

    private Uni<List<Receipt>> one(KafkaRecord record, Attempt attempt) {
        return after(topics.passage(record.topic()), () -> {
            InvalidEvent refusal = rules.wrongPartition(record);
            return refusal == null
                    ? emit(record, attempt).map(List::of)
                    : Uni.createFrom().failure(refusal);
        });
    }

    /**
     * Publishes the records of a batch in their order when the result is subscribed to; each goes to its own partition,
     * so only those of one key are in that order there.
     *
     * @param batch the events that they are records of
     * @return the receipts, once all are acknowledged; where some are not, the {@link DeliveryFailure} that tells the
     *     sender most: one after which to send again before one after which not to; a {@link DeliveryFailure} {@code
     *     TOO_LARGE} or an {@link InvalidEvent} where the client would refuse a record, none being emitted then. Where
     *     parked events count as accepted, each that will never be taken is parked and the others are published
     */
    public Uni<List<Receipt>> publishAll(EventBatch batch, List<KafkaRecord> ofBatch) {
        return publishAll(batch, ofBatch, null);
    }

    /**
     * As {@link #publishAll(EventBatch, List)}.
     *
     * @param listener is told before the result what became of each event that was tried; null for nobody
     */
    Uni<List<Receipt>> publishAll(EventBatch batch, List<KafkaRecord> ofBatch, @Nullable DeliveryListener listener) {
        if (ofBatch.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Attempt attempt = new Attempt(breaker, liveness, meters);
        BatchDelivery deliveries = new BatchDelivery(ofBatch);
        Uni<List<Receipt>> delivery = after(passage(ofBatch), () -> {
            KafkaRecord refused = rejects.accepts() ? null : rules.firstRefused(ofBatch);
            return refused == null
                    ? emitAll(ofBatch, attempt, deliveries, true)
                    : orParked(refused.event(), Uni.createFrom().failure(rules.refusalOf(refused, batch)));
        });
        Uni<List<Receipt>> outcome = withinDeadline(ofBatch, attempt, delivery);
        Uni<List<Receipt>> told = listener == null ? outcome : tellingEach(deliveries, outcome, listener);
        return withinBounds(ofBatch, callbacks == null ? told : tellingEach(deliveries, told, callbacks));
    }

    private static Uni<List<Receipt>> tellingEach(
            BatchDelivery deliveries, Uni<List<Receipt>> outcome, DeliveryListener listener) {
        return outcome.onItemOrFailure().invoke((receipts, failure) -> deliveries.tellEach(failure, listener));
    }

    /** Emits all records in their order; where {@code each}, one that is never going to be taken is parked alone. */
    private Uni<List<Receipt>> emitAll(List<KafkaRecord> all, Attempt attempt, BatchDelivery deliveries, boolean each) {
        return CallerLoop.backHere(Uni.createFrom().emitter(answer -> {
            deliveries.answer(answer);
            for (int i = 0; i < all.size(); i++) {
                RecordMessage.Listener listener = deliveries.listener(i);
                if (each && rejects.isOn()) {
                    emitOrPark(all.get(i), attempt).subscribe().with(listener::acknowledged, listener::failed);
                } else {
                    emit(all.get(i), attempt, listener);
                }
            }
        }));
    }

    private Uni<Receipt> emitOrPark(KafkaRecord record, Attempt attempt) {
        RuntimeException refusal = rules.refusal(record);
        return (refusal == null ? emit(record, attempt) : Uni.createFrom().<Receipt>failure(refusal))
                .onFailure(RejectPublisher::isForGood)
                .recoverWithUni(reported -> rejects.park(record.event(), reported));
    }

    private Uni<List<Receipt>> orParked(CloudEvent event, Uni<List<Receipt>> delivery) {
        return rejects.isOn()
                ? delivery.onFailure(RejectPublisher::isForGood)
                        .recoverWithUni(
                                reported -> rejects.park(event, reported).map(List::of))
                : delivery;
    }

    /** Why records that take so many bytes never can be published together; null where they can. */
    public @Nullable DeliveryFailure refusal(long weight) {
        return inFlight.refusal(weight);
    }

    /** What records take while they are on their way, in bytes. */
    public static long weight(List<KafkaRecord> records) {
        return RecordsInFlight.weight(records);
    }

    private Uni<List<Receipt>> withinBounds(List<KafkaRecord> all, Uni<List<Receipt>> publication) {
        long weight = RecordsInFlight.weight(all);
        DeliveryFailure refusal = inFlight.take(weight);
        return refusal == null
                ? publication.onTermination().invoke(() -> inFlight.giveBack(weight))
                : Uni.createFrom().failure(refusal);
    }

    /** The same outcome, or a time-out at the deadline; every failure classified and counted. */
    private <T> Uni<T> withinDeadline(List<KafkaRecord> records, Attempt attempt, Uni<T> delivery) {
        EventLoop here = CallerLoop.eventLoop();
        Uni<T> inTime = here == null
                ? delivery.ifNoItem().after(deadline).failWith(attempt::expire)
                : new WithinDeadline<>(delivery, deadlines, here, attempt::expire);
        return inTime.onFailure().transform(reported -> failure(records, reported));
    }

    /** The passages of all the topics; null where all ways are free. */
    private @Nullable Uni<Void> passage(List<KafkaRecord> all) {
        List<Uni<Void>> passages = new ArrayList<>();
        for (String topic : topicsOf(all)) {
            Uni<Void> passage = topics.passage(topic);
            if (passage != null) {
                passages.add(passage);
            }
        }
        return passages.isEmpty()
                ? null
                : Uni.join().all(passages).andFailFast().replaceWithVoid();
    }

    private static Set<String> topicsOf(List<KafkaRecord> all) {
        Set<String> names = new LinkedHashSet<>();
        for (KafkaRecord record : all) {
            names.add(record.topic());
        }
        return names;
    }

    /** Emits now, or once the topics are known; then on the caller's event loop, where it would have been emitted. */
    private <T> Uni<T> after(@Nullable Uni<Void> passage, Supplier<Uni<T>> emission) {
        if (passage == null) {
            return unlessOpen(emission);
        }
        return CallerLoop.backHere(passage).chain(known -> unlessOpen(emission));
    }

    private <T> Uni<T> unlessOpen(Supplier<Uni<T>> emission) {
        DeliveryFailure refusal = breaker.refusal();
        return refusal == null ? emission.get() : Uni.createFrom().failure(refusal);
    }

    /** Emits a record when the result is subscribed to; that comes back on the caller's event loop. */
    private Uni<Receipt> emit(KafkaRecord record, Attempt attempt) {
        return CallerLoop.backHere(Uni.createFrom()
                .emitter(answer -> emit(record, attempt, new RecordMessage.Listener() {
                    @Override
                    public void acknowledged(Receipt receipt) {
                        answer.complete(receipt);
                    }

                    @Override
                    public void failed(Throwable reported) {
                        answer.fail(reported);
                    }
                })));
    }

    private void emit(KafkaRecord record, Attempt attempt, RecordMessage.Listener listener) {
        meters.emitted(record.payloadBytes());
        attempt.emitted();
        RecordMessage message = new RecordMessage(record, attempt, listener);
        try {
            records.send(message);
        } catch (RuntimeException e) {
            message.nack(e);
        }
    }

    private Throwable failure(List<KafkaRecord> all, Throwable reported) {
        if (reported instanceof InvalidEvent) {
            return reported;
        }
        DeliveryFailure failure = FailureKinds.classify(reported);
        Set<String> names = topicsOf(all);
        failures.log(names.size() == 1 ? names.iterator().next() : names.toString(), failure);
        if (failure.kind() == DeliveryFailure.Kind.TIMED_OUT
                || failure.kind() == DeliveryFailure.Kind.REFUSED_BY_KAFKA) {
            names.forEach(topics::doubt);
        }
        return failure;
    }
}
