package dev.sluice.egress;

import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.kafka.Receipt;
import dev.sluice.core.kafka.Receipt.State;
import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * A record on the channel {@code records}, with who is told once what became of it: first its attempt, then whoever
 * waits.
 *
 * <p>A message of its own kind, because the ready-made ones cost an event a dozen objects and a turn of its event loop:
 * they are copied for every callback and every piece of metadata, and carry the context of the thread that sends them,
 * on which the channel would then continue. Nothing behind the channel asks for that context. Thread-safe.
 */
final class RecordMessage implements Message<ProducerRecord<byte[], byte[]>> {

    /** Who waits for what becomes of a record: is told one of the two, once, on the producer's thread. */
    interface Listener {

        void acknowledged(Receipt receipt);

        /** {@code reported} is what Kafka or its client says. */
        void failed(Throwable reported);
    }

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final KafkaRecord record;
    private final ProducerRecord<byte[], byte[]> payload;
    private final OutgoingMessageMetadata<RecordMetadata> written = new OutgoingMessageMetadata<>();
    private final Metadata metadata = Metadata.empty().with(written);
    private final Attempt attempt;
    private final Listener listener;

    RecordMessage(KafkaRecord record, Attempt attempt, Listener listener) {
        this.record = record;
        this.payload = ProducerRecords.of(record);
        this.attempt = attempt;
        this.listener = listener;
    }

    @Override
    public ProducerRecord<byte[], byte[]> getPayload() {
        return payload;
    }

    @Override
    public Metadata getMetadata() {
        return metadata;
    }

    /** The connector asks every message for four classes of metadata. */
    @Override
    @SuppressWarnings("unchecked")
    public <M> Optional<M> getMetadata(Class<? extends M> type) {
        return type.isInstance(written) ? Optional.of((M) written) : Optional.empty();
    }

    @Override
    public Message<ProducerRecord<byte[], byte[]>> addMetadata(Object more) {
        return more instanceof LocalContextMetadata ? this : Message.super.addMetadata(more);
    }

    @Override
    public Function<Metadata, CompletionStage<Void>> getAckWithMetadata() {
        return this::ack;
    }

    @Override
    public BiFunction<Throwable, Metadata, CompletionStage<Void>> getNackWithMetadata() {
        return this::nack;
    }

    @Override
    public CompletionStage<Void> ack(Metadata ofTheMessage) {
        attempt.acknowledged();
        listener.acknowledged(ProducerRecords.receipt(record, written.getResult(), State.STORED));
        return DONE;
    }

    @Override
    public CompletionStage<Void> nack(Throwable reported, Metadata ofTheMessage) {
        attempt.failed(reported);
        listener.failed(reported);
        return DONE;
    }
}
