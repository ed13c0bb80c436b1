package dev.sluice.egress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.egress.cluster.TopicDirectory;
import dev.sluice.egress.failure.FailureKinds;
import dev.sluice.egress.failure.FailureLog;
import java.util.Set;

/** Logs the failures of publications, and has topics looked up again that may be the cause. */
final class FailureStage implements Stage {

    private final TopicDirectory topics;
    private final FailureLog log = new FailureLog(System::nanoTime);

    FailureStage(TopicDirectory topics) {
        this.topics = topics;
    }

    @Override
    public void enter(Publication publication) {
        publication.next();
    }

    @Override
    public void leave(Publication publication) {
        if (publication.failure() instanceof DeliveryFailure failure && !isOfParking(failure, publication)) {
            Set<String> names = Delivery.topicsOf(publication.deliveries());
            log.log(names.size() == 1 ? names.iterator().next() : names.toString(), failure);
            if (failure.kind() == DeliveryFailure.Kind.TIMED_OUT
                    || failure.kind() == DeliveryFailure.Kind.REFUSED_BY_KAFKA
                    || FailureKinds.isConnectionLost(failure)) {
                names.forEach(topics::recheck);
            }
        }
    }

    /** Whether parking failed, which {@link Parking} logs itself, because it knows the rejects topic. */
    private static boolean isOfParking(DeliveryFailure failure, Publication publication) {
        for (Delivery delivery : publication.deliveries()) {
            if (delivery.isParking() && failure.equals(delivery.failure())) {
                return true;
            }
        }
        return false;
    }
}
