package dev.sluice.egress;

import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.DeliveryFailure.Kind;

/**
 * The records of one request on their way to Kafka: who is to be told what was heard of each, and when it was too late.
 *
 * <p>Tells the breaker, the health check and the meters exactly once of each record, whether or not its sender is still waiting.
 * Thread-safe: acknowledgements come from the producer's thread, the deadline from the sender's event loop.
 */
final class Attempt {

    private static final DeliveryFailure NOTHING_EMITTED =
            new DeliveryFailure(Kind.UNAVAILABLE, "Kafka did not tell in time whether it has the topic", null);

    private final Breaker breaker;
    private final ProducerLiveness liveness;
    private final RecordMeters meters;
    private boolean emitted;
    private int silent;
    private boolean expired;

    /** An attempt that has emitted nothing yet. */
    Attempt(Breaker breaker, ProducerLiveness liveness, RecordMeters meters) {
        this.breaker = breaker;
        this.liveness = liveness;
        this.meters = meters;
    }

    /** A record is handed to the channel. */
    synchronized void emitted() {
        emitted = true;
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
        liveness.acknowledged();
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
        liveness.failed(reported);
    }

    /**
     * The deadline is over.
     *
     * @return what to tell the sender: that nothing is known of its records, or that none was written
     */
    synchronized DeliveryFailure expire() {
        expired = true;
        meters.unknown(silent);
        return emitted ? DeliveryFailure.timedOut() : NOTHING_EMITTED;
    }
}
