package dev.sluice.egress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.egress.cluster.Breaker;

/** Fails records immediately while the cluster cannot be reached. */
final class BreakerStage implements Stage {

    private final Breaker breaker;

    BreakerStage(Breaker breaker) {
        this.breaker = breaker;
    }

    @Override
    public void enter(Publication publication) {
        DeliveryFailure unreachable = breaker.refusal();
        if (unreachable != null && publication.hasRecords()) {
            publication.fail(unreachable);
        } else {
            publication.next();
        }
    }
}
