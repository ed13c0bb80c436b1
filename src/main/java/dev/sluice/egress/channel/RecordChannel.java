package dev.sluice.egress.channel;

import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.egress.cluster.Breaker;
import dev.sluice.egress.cluster.Cluster;
import dev.sluice.egress.cluster.TopicDirectory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.reactive.messaging.Emitter;

/**
 * One way to Kafka, with all that its records are held to: the topics that its producer knows, the room they may take,
 * the breaker of its cluster, the checks of its client, its meters.
 *
 * <p>What is done about a record that cannot take it is for the stages of a publication to decide. Thread-safe.
 */
public final class RecordChannel {

    private final Emitter<ProducerRecord<byte[], byte[]>> emitter;
    private final Cluster cluster;
    private final RecordBudget budget;
    private final PreSendChecks checks;
    private final RecordMeters meters;

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
    }

    /** The topics that the producer knows. */
    public TopicDirectory topics() {
        return cluster.topics();
    }

    /** The room for records in flight. */
    public RecordBudget budget() {
        return budget;
    }

    /** Whether the cluster can be reached. */
    public Breaker breaker() {
        return cluster.breaker();
    }

    /** What the client would refuse. */
    public PreSendChecks checks() {
        return checks;
    }

    /** An account for the records of one request. */
    public RequestAccount account() {
        return new RequestAccount(cluster.breaker(), cluster.producer(), meters);
    }

    /**
     * Hands a record to the producer, whatever the rest of this channel says. Does not wait.
     *
     * @param index by which {@code listener} knows the record
     */
    public void emit(KafkaRecord record, int index, RequestAccount account, RecordMessage.Listener listener) {
        meters.emitted(record.payloadBytes());
        account.emitted();
        RecordMessage message = new RecordMessage(record, index, account, listener);
        try {
            emitter.send(message);
        } catch (RuntimeException e) {
            message.nack(e);
        }
    }
}
