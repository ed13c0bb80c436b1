package dev.sluice.egress;

import dev.sluice.core.event.Refusal;
import dev.sluice.egress.channel.PreSendChecks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parks every event that is refused permanently, or has a record that would be, before any of its records is emitted.
 * So an event is published in all its records or in none.
 *
 * <p>If a parked event does not count as accepted, the first one decides the outcome of its batch.
 */
final class ParkingStage implements Stage {

    private final PreSendChecks checks;
    private final Parking parking;

    ParkingStage(PreSendChecks checks, Parking parking) {
        this.checks = checks;
        this.parking = parking;
    }

    @Override
    public void enter(Publication publication) {
        List<Delivery> pending = publication.pending();
        List<Delivery> going = null;
        for (int i = 0; i < pending.size(); i++) {
            Delivery delivery = pending.get(i);
            RuntimeException refusal = refusal(delivery, publication);
            if (refusal != null && !parking.accepts()) {
                publication.keepOnly(delivery);
                parking.park(delivery, refusal);
                return;
            }
            if (refusal != null) {
                going = going == null ? new ArrayList<>(pending.subList(0, i)) : going;
                parking.park(delivery, refusal);
            } else if (going != null) {
                going.add(delivery);
            }
        }
        publication.keep(going == null ? pending : going);
        publication.next();
    }

    private @Nullable RuntimeException refusal(Delivery delivery, Publication publication) {
        Refusal ofTheMapping = delivery.refusal();
        if (ofTheMapping != null) {
            return ofTheMapping;
        }
        boolean isAlone = publication.deliveries().size() == 1;
        RuntimeException refusal = checks.refusal(delivery.records(), isAlone);
        return refusal == null ? null : delivery.inBatch(refusal);
    }
}
