package dev.sluice.egress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Result;
import dev.sluice.egress.observers.DeliveryListener;

/** Tells observers the outcome of each event that became records, once all outcomes are known. */
final class ObserverStage implements Stage {

    private final DeliveryListener observers;

    ObserverStage(DeliveryListener observers) {
        this.observers = observers;
    }

    @Override
    public void enter(Publication publication) {
        publication.next();
    }

    @Override
    public void leave(Publication publication) {
        if (publication.isRefused()) {
            return;
        }
        for (Delivery delivery : publication.deliveries()) {
            if (delivery.records().isEmpty() || delivery.isElsewhere()) {
                continue;
            }
            if (delivery.failure() instanceof DeliveryFailure failure) {
                observers.failed(delivery.event(), failure);
            } else if (delivery.failure() == null && delivery.state() == Result.State.PUBLISHED) {
                observers.delivered(delivery.event(), delivery.receipts());
            }
        }
    }
}
