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
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
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

    private final MutinyEmitter<ProducerRecord<byte[], byte[]>> records;
    private final Duration deadline;
    private final DistributionSummary recordBytes;
    private final FailureLog failures = new FailureLog(System::nanoTime);

    RecordPublisher(
            @Channel("records") MutinyEmitter<ProducerRecord<byte[], byte[]>> records,
            SluiceConfig config,
            MeterRegistry meters) {
        this.records = records;
        this.deadline = config.ackDeadline();
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
        recordBytes.record(record.payloadBytes());
        OutgoingMessageMetadata<RecordMetadata> acknowledged = new OutgoingMessageMetadata<>();
        return records.sendMessage(Message.of(producerRecord(record), Metadata.of(acknowledged)))
                .ifNoItem()
                .after(deadline)
                .on(timer())
                .failWith(DeliveryFailure::timedOut)
                .onFailure()
                .transform(reported -> failure(record.topic(), reported))
                .onItem()
                .transform(nothing -> receipt(record.topic(), acknowledged.getResult()));
    }

    private DeliveryFailure failure(String topic, Throwable reported) {
        DeliveryFailure failure = FailureKinds.classify(reported);
        failures.log(topic, failure);
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
