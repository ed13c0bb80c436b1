package dev.sluice.egress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.egress.channel.RecordBudget;

/**
 * Bounds the memory of all records in flight on a channel, from before they are emitted until their sender is answered.
 */
final class BudgetStage implements Stage {

    private final RecordBudget budget;

    BudgetStage(RecordBudget budget) {
        this.budget = budget;
    }

    @Override
    public void enter(Publication publication) {
        long weight = publication.pendingWeight();
        DeliveryFailure noRoom = weight == 0 ? null : budget.admit(weight);
        if (noRoom != null) {
            publication.fail(noRoom);
            return;
        }
        publication.admitted(weight);
        publication.next();
    }

    @Override
    public void leave(Publication publication) {
        budget.release(publication.admittedBytes());
    }
}
