package dev.sluice.egress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.EventBatch;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.kafka.Receipt;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * Emits records on the channel {@code records} and waits for the acknowledgement of all in-sync replicas, but not
 * beyond the deadline.
 *
 * <p>Never blocks the caller. Called on an event loop, the result comes back on that event loop. Thread-safe.
 */
@Singleton
public final class RecordPublisher {

    /** Of a batch of one record, and of the record in it, each length at its longest. */
    private static final int MAX_FRAMING_BYTES = 61 + 21;

    /** The lengths of a header's name and value, at their longest. */
    private static final int MAX_HEADER_FRAMING_BYTES = 10;

    private final MutinyEmitter<ProducerRecord<byte[], byte[]>> records;
    private final TopicDirectory topics;
    private final Breaker breaker;
    private final ProducerLiveness liveness;
    private final RecordMeters meters;
    private final Duration deadline;
    private final int maxRequestBytes;
    private final FailureLog failures = new FailureLog(System::nanoTime);

    RecordPublisher(
            @Channel("records") MutinyEmitter<ProducerRecord<byte[], byte[]>> records,
            TopicDirectory topics,
            Breaker breaker,
            @Liveness ProducerLiveness liveness,
            RecordMeters meters,
            SluiceConfig config,
            ProducerSettings settings,
            Config all) {
        this.records = records;
        this.topics = topics;
        this.breaker = breaker;
        this.liveness = liveness;
        this.meters = meters;
        this.maxRequestBytes = settings.maxRequestBytes(all);
        this.deadline = config.ackDeadline();
    }

    /**
     * Publishes the records of one event when the result is subscribed to.
     *
     * @param ofOneEvent none, one or several; with several, each is emitted only if none is too large
     * @return the receipts, once all are acknowledged; a {@link DeliveryFailure} where one is not
     */
    public Uni<List<Receipt>> publish(List<KafkaRecord> ofOneEvent) {
        if (ofOneEvent.size() == 1) {
            return publishOne(ofOneEvent);
        }
        for (KafkaRecord record : ofOneEvent) {
            if (isTooLarge(record)) {
                throw tooLarge("");
            }
        }
        return emitAll(ofOneEvent, event -> InvalidEvent.NO_INDEX);
    }

    private Uni<List<Receipt>> publishOne(List<KafkaRecord> one) {
        KafkaRecord record = one.get(0);
        Attempt attempt = new Attempt(breaker, liveness, meters);
        OutgoingMessageMetadata<RecordMetadata> acknowledged = new OutgoingMessageMetadata<>();
        return withinDeadline(one, attempt, after(topics.passage(record.topic()), () -> {
                    checkPartition(record);
                    return emit(record, acknowledged, attempt);
                }))
                .onItem()
                .transform(nothing -> List.of(receipt(record, acknowledged.getResult())));
    }

    /**
     * Publishes the records of a batch in their order when the result is subscribed to; each goes to its own partition, so only those
     * of one key are in that order there.
     *
     * @param batch the events that they are records of
     * @return the receipts, once all are acknowledged; where some are not, the {@link DeliveryFailure} that tells the
     *     sender most: one after which to send again before one after which not to
     * @throws DeliveryFailure {@code TOO_LARGE} where the client would refuse a record; none is emitted then
     */
    public Uni<List<Receipt>> publishAll(EventBatch batch, List<KafkaRecord> ofBatch) {
        for (KafkaRecord record : ofBatch) {
            if (isTooLarge(record)) {
                throw tooLarge("event " + batch.indexOf(record.event()) + ": ");
            }
        }
        return emitAll(ofBatch, batch::indexOf);
    }

    private boolean isTooLarge(KafkaRecord record) {
        return requestBytes(record) > maxRequestBytes;
    }

    private DeliveryFailure tooLarge(String which) {
        return new DeliveryFailure(
                DeliveryFailure.Kind.TOO_LARGE,
                which + "the record is over max.request.size of " + maxRequestBytes + " bytes",
                null);
    }

    /** Whether the partition that the configuration chose is there can be told only once the topic is known. */
    private void checkPartition(KafkaRecord record) {
        int partitions = topics.partitions(record.topic());
        if (partitions > 0 && record.partition() >= partitions) {
            topics.doubt(record.topic());
            throw InvalidEvent.unroutable("the topic has " + partitions
                    + " partitions, and the one that the event asks for is not among them");
        }
    }

    private Uni<List<Receipt>> emitAll(List<KafkaRecord> all, ToIntFunction<CloudEvent> indexOf) {
        if (all.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Attempt attempt = new Attempt(breaker, liveness, meters);
        Uni<List<Receipt>> receipts = after(
                passage(all),
                () -> Uni.createFrom().emitter(answer -> {
                    checkPartitions(all, indexOf);
                    BatchDelivery delivery = new BatchDelivery(all.size(), answer);
                    for (int i = 0; i < all.size(); i++) {
                        emit(all.get(i), i, attempt, delivery);
                    }
                }));
        return withinDeadline(all, attempt, receipts);
    }

    private void checkPartitions(List<KafkaRecord> all, ToIntFunction<CloudEvent> indexOf) {
        for (KafkaRecord record : all) {
            try {
                checkPartition(record);
            } catch (InvalidEvent e) {
                int index = indexOf.applyAsInt(record.event());
                throw index == InvalidEvent.NO_INDEX ? e : e.inBatch(index);
            }
        }
    }

    /** The same outcome, or a time-out at the deadline; every failure classified and counted. */
    private <T> Uni<T> withinDeadline(List<KafkaRecord> records, Attempt attempt, Uni<T> delivery) {
        return delivery.ifNoItem()
                .after(deadline)
                .on(timer())
                .failWith(attempt::expire)
                .onFailure()
                .transform(reported -> failure(records, reported));
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
        Context context = Vertx.currentContext();
        Uni<Void> here =
                context == null ? passage : passage.emitOn(task -> context.runOnContext(nothing -> task.run()));
        return here.chain(known -> unlessOpen(emission));
    }

    private <T> Uni<T> unlessOpen(Supplier<Uni<T>> emission) {
        DeliveryFailure refusal = breaker.refusal();
        return refusal == null ? emission.get() : Uni.createFrom().failure(refusal);
    }

    private void emit(KafkaRecord record, int index, Attempt attempt, BatchDelivery delivery) {
        OutgoingMessageMetadata<RecordMetadata> acknowledged = new OutgoingMessageMetadata<>();
        emit(record, acknowledged, attempt)
                .subscribe()
                .with(
                        nothing -> delivery.acknowledged(index, receipt(record, acknowledged.getResult())),
                        reported -> delivery.failed(FailureKinds.classify(reported)));
    }

    private Uni<Void> emit(KafkaRecord record, OutgoingMessageMetadata<RecordMetadata> acknowledged, Attempt attempt) {
        meters.emitted(record.payloadBytes());
        attempt.emitted();
        return records.sendMessage(
                Message.of(producerRecord(record), Metadata.of(acknowledged), attempt::acknowledged, attempt::failed));
    }

    /** What the client compares with {@code max.request.size}: the record as a batch of one, uncompressed. */
    private static int requestBytes(KafkaRecord record) {
        int payload = record.payloadBytes();
        int framing =
                MAX_FRAMING_BYTES + MAX_HEADER_FRAMING_BYTES * record.headers().size();
        return payload + framing;
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

    private static Receipt receipt(KafkaRecord record, @Nullable RecordMetadata metadata) {
        return metadata == null
                ? new Receipt(record.event(), record.topic(), 0, -1)
                : new Receipt(record.event(), metadata.topic(), metadata.partition(), metadata.offset());
    }

    private static ProducerRecord<byte[], byte[]> producerRecord(KafkaRecord record) {
        List<KafkaRecord.Header> from = record.headers();
        Header[] headers = new Header[from.size()];
        for (int i = 0; i < headers.length; i++) {
            KafkaRecord.Header header = from.get(i);
            headers[i] = new RecordHeader(header.name(), header.value());
        }
        Integer partition = record.partition() == KafkaRecord.ANY_PARTITION ? null : record.partition();
        Long timestamp = record.timestampMillis() == KafkaRecord.NOW ? null : record.timestampMillis();
        return new ProducerRecord<>(
                record.topic(), partition, timestamp, record.key(), record.value(), new RecordHeaders(headers));
    }

    /** The caller's own event loop, whose timers need no lock and no other thread. */
    private static ScheduledExecutorService timer() {
        Context context = Vertx.currentContext();
        return context instanceof ContextInternal internal
                ? internal.nettyEventLoop()
                : Infrastructure.getDefaultWorkerPool();
    }
}
