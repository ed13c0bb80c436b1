package dev.sluice.egress;

import dev.sluice.SluiceConfig;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.kafka.Receipt;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.Config;
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
    private final Duration deadline;
    private final int maxRequestBytes;
    private final DistributionSummary recordBytes;
    private final FailureLog failures = new FailureLog(System::nanoTime);

    RecordPublisher(
            @Channel("records") MutinyEmitter<ProducerRecord<byte[], byte[]>> records,
            TopicDirectory topics,
            SluiceConfig config,
            ProducerSettings settings,
            Config all,
            MeterRegistry meters) {
        this.records = records;
        this.topics = topics;
        this.maxRequestBytes = settings.maxRequestBytes(all);
        this.deadline = SluiceConfig.deadline(config);
        this.recordBytes = DistributionSummary.builder("sluice.record")
                .description("Key, headers and value of each record that was emitted")
                .baseUnit("bytes")
                .register(meters);
    }

    /**
     * Publishes a record when the result is subscribed to.
     *
     * @return the receipt, once the record is acknowledged; a {@link DeliveryFailure} where it is not
     */
    public Uni<Receipt> publish(KafkaRecord record) {
        OutgoingMessageMetadata<RecordMetadata> acknowledged = new OutgoingMessageMetadata<>();
        return withinDeadline(record.topic(), after(topics.passage(record.topic()), () -> emit(record, acknowledged)))
                .onItem()
                .transform(nothing -> receipt(record.topic(), acknowledged.getResult()));
    }

    /**
     * Publishes records in their order when the result is subscribed to; each goes to its own partition, so only those
     * of one key are in that order there.
     *
     * @return the receipts, once all are acknowledged; where some are not, the {@link DeliveryFailure} that tells the
     *     sender most: one after which to send again before one after which not to
     * @throws DeliveryFailure {@code TOO_LARGE} where the client would refuse a record; none is emitted then
     */
    public Uni<List<Receipt>> publishAll(List<KafkaRecord> all) {
        for (int i = 0; i < all.size(); i++) {
            if (requestBytes(all.get(i)) > maxRequestBytes) {
                throw new DeliveryFailure(
                        DeliveryFailure.Kind.TOO_LARGE,
                        "event " + i + ": the record is over max.request.size of " + maxRequestBytes + " bytes",
                        null);
            }
        }
        if (all.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        Uni<List<Receipt>> receipts = after(
                passage(all),
                () -> Uni.createFrom().emitter(answer -> {
                    BatchDelivery delivery = new BatchDelivery(all.size(), answer);
                    for (int i = 0; i < all.size(); i++) {
                        emit(all.get(i), i, delivery);
                    }
                }));
        return withinDeadline(all.get(0).topic(), receipts);
    }

    /** The same outcome, or a time-out at the deadline; every failure classified and counted. */
    private <T> Uni<T> withinDeadline(String topic, Uni<T> delivery) {
        return delivery.ifNoItem()
                .after(deadline)
                .on(timer())
                .failWith(DeliveryFailure::timedOut)
                .onFailure()
                .transform(reported -> failure(topic, reported));
    }

    /** The passages of all the topics; null where all ways are free. */
    private @Nullable Uni<Void> passage(List<KafkaRecord> all) {
        Set<String> asked = new HashSet<>();
        List<Uni<Void>> passages = new ArrayList<>();
        for (KafkaRecord record : all) {
            Uni<Void> passage = asked.add(record.topic()) ? topics.passage(record.topic()) : null;
            if (passage != null) {
                passages.add(passage);
            }
        }
        return passages.isEmpty()
                ? null
                : Uni.join().all(passages).andFailFast().replaceWithVoid();
    }

    /** Emits now, or once the topics are known; then on the caller's event loop, where it would have been emitted. */
    private static <T> Uni<T> after(@Nullable Uni<Void> passage, Supplier<Uni<T>> emission) {
        if (passage == null) {
            return emission.get();
        }
        Context context = Vertx.currentContext();
        Uni<Void> here =
                context == null ? passage : passage.emitOn(task -> context.runOnContext(nothing -> task.run()));
        return here.chain(known -> emission.get());
    }

    private void emit(KafkaRecord record, int index, BatchDelivery delivery) {
        OutgoingMessageMetadata<RecordMetadata> acknowledged = new OutgoingMessageMetadata<>();
        emit(record, acknowledged)
                .subscribe()
                .with(
                        nothing -> delivery.acknowledged(index, receipt(record.topic(), acknowledged.getResult())),
                        reported -> delivery.failed(FailureKinds.classify(reported)));
    }

    private Uni<Void> emit(KafkaRecord record, OutgoingMessageMetadata<RecordMetadata> acknowledged) {
        recordBytes.record(record.payloadBytes());
        return records.sendMessage(Message.of(producerRecord(record), Metadata.of(acknowledged)));
    }

    /** What the client compares with {@code max.request.size}: the record as a batch of one, uncompressed. */
    private static int requestBytes(KafkaRecord record) {
        int payload = record.payloadBytes();
        int framing =
                MAX_FRAMING_BYTES + MAX_HEADER_FRAMING_BYTES * record.headers().size();
        return payload + framing;
    }

    private DeliveryFailure failure(String topic, Throwable reported) {
        DeliveryFailure failure = FailureKinds.classify(reported);
        failures.log(topic, failure);
        if (failure.kind() == DeliveryFailure.Kind.TIMED_OUT
                || failure.kind() == DeliveryFailure.Kind.REFUSED_BY_KAFKA) {
            topics.doubt(topic);
        }
        return failure;
    }

    private static Receipt receipt(String topic, @Nullable RecordMetadata metadata) {
        return metadata == null
                ? new Receipt(topic, 0, -1)
                : new Receipt(metadata.topic(), metadata.partition(), metadata.offset());
    }

    private static ProducerRecord<byte[], byte[]> producerRecord(KafkaRecord record) {
        List<KafkaRecord.Header> from = record.headers();
        Header[] headers = new Header[from.size()];
        for (int i = 0; i < headers.length; i++) {
            KafkaRecord.Header header = from.get(i);
            headers[i] = new RecordHeader(header.name(), header.value());
        }
        return new ProducerRecord<>(
                record.topic(), null, null, record.key(), record.value(), new RecordHeaders(headers));
    }

    /** The caller's own event loop, whose timers need no lock and no other thread. */
    private static ScheduledExecutorService timer() {
        Context context = Vertx.currentContext();
        return context instanceof ContextInternal internal
                ? internal.nettyEventLoop()
                : Infrastructure.getDefaultWorkerPool();
    }
}
