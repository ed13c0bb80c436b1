package dev.sluice.egress.channel;

import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.egress.failure.FailureKinds;
import io.smallrye.reactive.messaging.OutgoingMessageMetadata;
import io.smallrye.reactive.messaging.kafka.impl.KafkaSendingThread;
import io.smallrye.reactive.messaging.providers.locals.LocalContextMetadata;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * A complete record on a channel, which leaves the channel nothing to decide. Its outcome is reported once: first to
 * the account of its request, then to the listener.
 *
 * <p>SmallRye's own messages would cost an event a dozen objects and a turn of its event loop: they are copied for each
 * callback and each piece of metadata, and carry the context of the sending thread, on which the channel then
 * continues. Nothing behind the channel needs that context. Thread-safe.
 */
public final class RecordMessage implements Message<ProducerRecord<byte[], byte[]>> {

    /**
     * Waits for the records of an event. For each record, one of the two methods is called, on the producer's thread.
     */
    public interface Listener {

        /**
         * All in-sync replicas have a record.
         *
         * @param index says which record it is
         * @param written its partition and offset; null if the channel does not tell
         */
        void acknowledged(int index, @Nullable RecordMetadata written);

        /** A record is not acknowledged; {@code reported} is what Kafka or its client says. */
        void failed(int index, Throwable reported);
    }

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final ProducerRecord<byte[], byte[]> payload;
    private final OutgoingMessageMetadata<RecordMetadata> written = new OutgoingMessageMetadata<>();
    private final Metadata metadata = Metadata.empty().with(written);
    private final RequestAccount account;
    private final Listener listener;
    private final int index;
    private final NarrowTopics narrow;

    /** A message of {@code record}, which the listener knows by {@code index}; {@code narrow} hears why it failed. */
    RecordMessage(KafkaRecord record, int index, RequestAccount account, Listener listener, NarrowTopics narrow) {
        this.payload = payload(record);
        this.index = index;
        this.account = account;
        this.listener = listener;
        this.narrow = narrow;
    }

    /** Whether its sender no longer waits. */
    boolean isExpired() {
        return account.isExpired();
    }

    /** The same record for Kafka's client, sharing its arrays. */
    private static ProducerRecord<byte[], byte[]> payload(KafkaRecord record) {
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
        account.acknowledged();
        listener.acknowledged(index, written.getResult());
        return DONE;
    }

    @Override
    public CompletionStage<Void> nack(Throwable reported, Metadata ofTheMessage) {
        Throwable told = isHandingOver() ? FailureKinds.untaken(reported) : reported;
        account.failed(told);
        narrow.failed(payload.topic(), told);
        listener.failed(index, told);
        return DONE;
    }

    /**
     * Whether this is the thread that hands records to the client, so that the hand-over itself failed: the client
     * reports on its own thread what becomes of a record that it took.
     */
    private static boolean isHandingOver() {
        return Thread.currentThread() instanceof KafkaSendingThread;
    }
}
