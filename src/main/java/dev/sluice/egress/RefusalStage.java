package dev.sluice.egress;

import dev.sluice.egress.channel.RecordBudget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets nothing of a batch be published of which one event is refused, unless an event that is parked counts as
 * accepted; nor of what can never be in flight together, whose last events may not even have been looked at.
 */
final class RefusalStage implements Stage {

    private final boolean parkedIsAccepted;
    private final RecordBudget budget;

    RefusalStage(boolean parkedIsAccepted, RecordBudget budget) {
        this.parkedIsAccepted = parkedIsAccepted;
        this.budget = budget;
    }

    @Override
    public void enter(Publication publication) {
        Delivery refused = parkedIsAccepted ? null : firstRefused(publication.pending());
        if (refused != null) {
            publication.keepOnly(refused);
        } else if (!budget.canHold(publication.weight())) {
            publication.fail(budget.tooLarge());
            return;
        }
        publication.next();
    }

    private static @Nullable Delivery firstRefused(List<Delivery> pending) {
        for (int i = 0; i < pending.size(); i++) {
            if (pending.get(i).refusal() != null) {
                return pending.get(i);
            }
        }
        return null;
    }
}
