package dev.sluice.egress.channel;

import dev.sluice.egress.cluster.Breaker;
import dev.sluice.egress.cluster.ProducerHealth;
import dev.sluice.egress.failure.FailureKinds;

/**
 * The records of one request on their way over a channel: who is to be told what was heard of each, and when it was too
 * late.
 *
 * <p>Tells the breaker, the health check and the meters exactly once of each record, whether or not its sender is still
 * waiting. Thread-safe: acknowledgements come from the producer's thread, the deadline from the sender's event loop.
 */
public final class RequestAccount {

    private final Breaker breaker;
    private final ProducerHealth producer;
    private final RecordMeters meters;
    private int silent;
    private boolean expired;

    /** An account of nothing yet. */
    RequestAccount(Breaker breaker, ProducerHealth producer, RecordMeters meters) {
        this.breaker = breaker;
        this.producer = producer;
        this.meters = meters;
    }

    /** A record is handed to the channel. */
    synchronized void emitted() {
        silent++;
        breaker.emitted();
    }

    /** All in-sync replicas have a record. */
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

    /** Kafka or its client reported that a record is not acknowledged. */
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

    /** The deadline is over: nothing is known of the records that nothing was heard of. */
    public synchronized void expire() {
        expired = true;
        meters.unknown(silent);
    }
}
