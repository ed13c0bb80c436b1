package dev.sluice.egress;

import dev.sluice.core.event.Refusal;
import dev.sluice.egress.channel.RecordBudget;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stops a request that its caller may not send, and a batch if one of its events is refused, unless a parked event
 * counts as accepted. Also stops a request whose records can never be in flight together; its last events may not even
 * have been mapped.
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
        Refusal forbidden = firstForbidden(publication.pending());
        if (forbidden != null) {
            publication.fail(forbidden);
            return;
        }
        Delivery refused = parkedIsAccepted ? null : firstRefused(publication.pending());
        if (refused != null) {
            publication.keepOnly(refused);
        } else if (!budget.canHold(publication.weight())) {
            publication.fail(budget.tooLarge());
            return;
        }
        publication.next();
    }

    /** Why a caller may not send an event. Such a request is refused as a whole, and leaves nothing behind. */
    private static @Nullable Refusal firstForbidden(List<Delivery> pending) {
        for (Delivery delivery : pending) {
            Refusal refusal = delivery.refusal();
            if (refusal != null && refusal.reason() == Refusal.Reason.FORBIDDEN) {
                return refusal;
            }
        }
        return null;
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
