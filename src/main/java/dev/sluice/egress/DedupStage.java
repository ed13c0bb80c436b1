package dev.sluice.egress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.egress.dedup.RecentEvents;
import dev.sluice.egress.dedup.RecentEvents.FirstCopy;
import dev.sluice.egress.dedup.RecentEvents.Sighting;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Lets an event through once where its sender, or several, send it more than once within a while; as far as this
 * instance can tell, and until it ends.
 *
 * <p>A copy of an event that is in flight waits for the first one's outcome, and so not beyond its own deadline, which
 * began later; one of an event that is stored yields no record.
 */
final class DedupStage implements Stage {

    private static final DeliveryFailure NOT_WITH_ITS_BATCH = new DeliveryFailure(
            Kind.UNAVAILABLE, "the batch that the event was in at the same time was refused; send it again", null);

    private final RecentEvents recent;
    private final Counter joined;
    private final Counter stored;

    /** A stage that remembers so many events that are stored. */
    DedupStage(int entries, MeterRegistry registry) {
        this.recent = new RecentEvents(entries);
        this.joined = duplicates(registry, "joined");
        this.stored = duplicates(registry, "stored");
    }

    private static Counter duplicates(MeterRegistry registry, String state) {
        return Counter.builder("sluice.duplicates")
                .description("Events that came again, by what the first one was then")
                .tag("state", state)
                .register(registry);
    }

    @Override
    public void enter(Publication publication) {
        List<Delivery> pending = publication.pending();
        List<Delivery> going = new ArrayList<>(pending.size());
        Set<FirstCopy> own = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Delivery delivery : pending) {
            if (delivery.refusal() != null || isFirst(delivery, own)) {
                going.add(delivery);
            }
        }
        publication.keep(going);
        publication.next();
    }

    /** Whether nothing is known of the event; where something is, ends its delivery, or lets it wait for the other. */
    private boolean isFirst(Delivery delivery, Set<FirstCopy> own) {
        Sighting seen = recent.look(delivery.event());
        FirstCopy copy = seen.copy();
        if (copy == null) {
            stored.increment();
            delivery.storedBefore();
        } else if (seen.isFirst()) {
            own.add(copy);
            delivery.first(copy);
            return true;
        } else {
            joined.increment();
            if (own.contains(copy)) {
                delivery.sameAsBefore();
            } else {
                delivery.join(copy);
            }
        }
        return false;
    }

    /**
     * What is refused for good may be another event of the batch, so whoever waits for this one has to send it again.
     */
    @Override
    public void leave(Publication publication) {
        for (Delivery delivery : publication.deliveries()) {
            FirstCopy copy = delivery.firstCopy();
            if (copy != null) {
                tell(copy, delivery, publication.isBatch());
            }
        }
    }

    private void tell(FirstCopy copy, Delivery delivery, boolean ofABatch) {
        Throwable failure = delivery.failure();
        if (failure == null) {
            recent.delivered(copy, delivery.receipts());
        } else {
            recent.failed(copy, ofABatch && Parking.isForGood(failure) ? NOT_WITH_ITS_BATCH : failure);
        }
    }
}
