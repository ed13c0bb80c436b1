package dev.sluice.egress;

import dev.sluice.core.kafka.Receipt;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** The one outcome of a batch that goes several ways. Stateless. */
public final class Outcomes {

    private Outcomes() {}

    /**
     * The receipts of all, in the order of {@code ways}, or one failure; never before the last way has ended, so that the
     * sender does not repeat a batch that is still being written.
     *
     * @param ways one or more, which all are subscribed to with the result
     * @return where several fail, the failure that tells the sender most: one after which to send again before one after
     *     which not to
     */
    public static Uni<List<Receipt>> ofAll(List<Uni<List<Receipt>>> ways) {
        return Uni.join()
                .all(ways)
                .andCollectFailures()
                .map(lists -> lists.stream().flatMap(List::stream).toList())
                .onFailure(CompositeException.class)
                .transform(Outcomes::theMostTelling);
    }

    /** As {@link BatchDelivery} chooses among those of its own records. */
    private static Throwable theMostTelling(Throwable several) {
        List<Throwable> failures = ((CompositeException) several).getCauses();
        return failures.stream()
                .filter(failure -> !RejectPublisher.isForGood(failure))
                .findFirst()
                .orElse(failures.get(0));
    }
}
