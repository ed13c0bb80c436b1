package dev.sluice.egress;

import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.delivery.Result;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request is answered with, once all of its events have an outcome. Stateless. */
final class Answer {

    private Answer() {}

    /**
     * The failure to answer with: the first that a sender may retry, otherwise the first; null if nothing failed.
     *
     * @param deliveries the events, all of which have ended
     */
    static @Nullable Throwable failure(List<Delivery> deliveries) {
        Throwable most = null;
        for (int i = 0; i < deliveries.size(); i++) {
            Throwable failure = deliveries.get(i).failure();
            if (failure != null && (most == null || Parking.isPermanent(most) && !Parking.isPermanent(failure))) {
                most = failure;
            }
        }
        return most;
    }

    /**
     * The result to answer with if nothing failed: the first of the events' states, in the order that these are
     * declared in, and the receipts of all records.
     *
     * @param deliveries the events, all of which have ended; of none, the result is that all are published
     */
    static Result result(List<Delivery> deliveries) {
        if (deliveries.size() == 1) {
            return new Result(deliveries.get(0).state(), deliveries.get(0).receipts());
        }
        List<Receipt> receipts = new ArrayList<>(deliveries.size());
        Result.State first = deliveries.isEmpty() ? Result.State.PUBLISHED : Result.State.IGNORED;
        for (Delivery delivery : deliveries) {
            receipts.addAll(delivery.receipts());
            if (delivery.state().compareTo(first) < 0) {
                first = delivery.state();
            }
        }
        return new Result(first, receipts);
    }
}
