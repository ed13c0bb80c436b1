package dev.sluice.egress.channel;

import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.egress.cluster.Breaker;
import dev.sluice.egress.cluster.Cluster;
import dev.sluice.egress.cluster.TopicDirectory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/**
 * A channel to Kafka with everything that limits its records: the topics that its producer knows, the budget, the
 * breaker of its cluster, the checks before sending, the meters.
 *
 * <p>The stages of a publication decide what to do with a record that cannot be sent. Thread-safe.
 */
public final class RecordChannel {

    private final Emitter<ProducerRecord<byte[], byte[]>> emitter;
    private final Cluster cluster;
    private final RecordBudget budget;
    private final PreSendChecks checks;
    private final RecordMeters meters;
    private final NarrowTopics narrow;

    /** The channel behind {@code emitter}, whose producer has this {@code max.request.size}. */
    RecordChannel(
            Emitter<ProducerRecord<byte[], byte[]>> emitter,
            Cluster cluster,
            RecordBudget budget,
            int maxRequestBytes,
            RecordMeters meters) {
        this.emitter = emitter;
        this.cluster = cluster;
        this.budget = budget;
        this.checks = new PreSendChecks(maxRequestBytes, cluster.topics());
        this.meters = meters;
        this.narrow = new NarrowTopics(cluster::splitBatches);
    }

    /** The topics that the producer knows. */
    public TopicDirectory topics() {
        return cluster.topics();
    }

    /** The budget for records in flight. */
    public RecordBudget budget() {
        return budget;
    }

    /** The breaker of the cluster. */
    public Breaker breaker() {
        return cluster.breaker();
    }

    /** The checks before a record is emitted. */
    public PreSendChecks checks() {
        return checks;
    }

    /** A new account for the records of one request. */
    public RequestAccount account() {
        return new RequestAccount(cluster.breaker(), cluster.producer(), meters);
    }

    /**
     * Hands a record to the producer, without regard to budget, breaker and checks. Does not wait.
     *
     * @param index tells {@code listener} which record it is
     */
    public void emit(KafkaRecord record, int index, RequestAccount account, RecordMessage.Listener listener) {
        meters.emitted(record.payloadBytes());
        account.emitted();
        NarrowTopics.Line line = narrow.of(record.topic());
        if (line == null) {
            hand(new RecordMessage(record, index, account, listener, narrow));
        } else {
            RecordMessage message = new RecordMessage(record, index, account, line.before(listener), narrow);
            line.add(() -> send(message));
        }
    }

    /** Hands over a record that waited for its turn, unless its sender has its answer by now. */
    private void send(RecordMessage message) {
        if (message.isExpired()) {
            message.nack(new TimeoutException("the deadline was over before the record's turn came"));
        } else {
            hand(message);
        }
    }

    private void hand(RecordMessage message) {
        try {
            emitter.send(message);
        } catch (RuntimeException e) {
            message.nack(e);
        }
    }
}
