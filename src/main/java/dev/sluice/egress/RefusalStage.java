package dev.sluice.egress;

import java.util.List;

/**
 * Lets nothing of a batch be published of which one event is refused, unless an event that is parked counts as
 * accepted.
 */
final class RefusalStage implements Stage {

    private final Parking parking;

    RefusalStage(Parking parking) {
        this.parking = parking;
    }

    @Override
    public void enter(Publication publication) {
        if (!parking.accepts()) {
            List<Delivery> pending = publication.pending();
            for (int i = 0; i < pending.size(); i++) {
                if (pending.get(i).refusal() != null) {
                    publication.keepOnly(pending.get(i));
                    break;
                }
            }
        }
        publication.next();
    }
}
