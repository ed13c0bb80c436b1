package dev.sluice.egress.channel;

import dev.sluice.egress.cluster.Breaker;
import dev.sluice.egress.cluster.ProducerHealth;
import dev.sluice.egress.failure.FailureKinds;

/**
 * The records of one request that are in flight on a channel.
 *
 * <p>Reports the outcome of each record exactly once to the breaker, the health check and the meters, whether or not
 * its sender still waits. Thread-safe: acknowledgements come from the producer's thread, the deadline from the sender's
 * event loop.
 */
public final class RequestAccount {

    private final Breaker breaker;
    private final ProducerHealth producer;
    private final RecordMeters meters;
    private int silent;
    private boolean expired;

    /** An account without records. */
    RequestAccount(Breaker breaker, ProducerHealth producer, RecordMeters meters) {
        this.breaker = breaker;
        this.producer = producer;
        this.meters = meters;
    }

    /** Counts a record that is handed to the channel. */
    synchronized void emitted() {
        silent++;
        breaker.emitted();
    }

    /** Counts a record that all in-sync replicas have. */
    synchronized void acknowledged() {
        silent--;
        if (expired) {
            meters.acknowledgedLate();
        } else {
            meters.acknowledged();
        }
        breaker.acknowledged();
        producer.acknowledged();
    }

    /** Counts a record that is not acknowledged, as Kafka or its client reported. */
    synchronized void failed(Throwable reported) {
        silent--;
        if (expired) {
            meters.failedLate();
        } else {
            meters.failed(FailureKinds.classify(reported));
        }
        breaker.failed(reported);
        producer.failed(reported);
    }

    /** Ends the account at the deadline: records without an outcome count as unknown. */
    public synchronized void expire() {
        expired = true;
        meters.unknown(silent);
    }

    /** Whether the deadline is over. */
    synchronized boolean isExpired() {
        return expired;
    }
}
