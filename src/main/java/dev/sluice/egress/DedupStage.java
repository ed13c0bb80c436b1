package dev.sluice.egress;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.event.Arrival;
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
 * Publishes an event once if it is sent several times within a while, as far as this instance can tell and until it
 * ends.
 *
 * <p>A copy of an event in flight waits for the outcome of the first copy, but not beyond its own deadline. A copy of a
 * stored event yields no record. Copies have the same source and id, or are of requests of which the same was signed,
 * so that nobody can repeat a signed request under another id.
 */
final class DedupStage implements Stage {

    private static final DeliveryFailure NOT_WITH_ITS_BATCH = new DeliveryFailure(
            Kind.UNAVAILABLE, "the event was in flight in a batch that was refused; send it again", null);

    private final RecentEvents recent;
    private final Counter joined;
    private final Counter stored;

    /** A stage that remembers the last {@code entries} stored events. */
    DedupStage(int entries, MeterRegistry registry) {
        this.recent = new RecentEvents(entries);
        this.joined = duplicates(registry, "joined");
        this.stored = duplicates(registry, "stored");
    }

    private static Counter duplicates(MeterRegistry registry, String state) {
        return Counter.builder("sluice.duplicates")
                .description("Duplicates, by the state of the first copy when they came")
                .tag("state", state)
                .register(registry);
    }

    @Override
    public void enter(Publication publication) {
        List<Delivery> pending = publication.pending();
        List<Delivery> going = new ArrayList<>(pending.size());
        Set<FirstCopy> own = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Delivery delivery : pending) {
            if (delivery.refusal() != null || isFirst(delivery, publication.arrival(), own)) {
                going.add(delivery);
            }
        }
        publication.keep(going);
        publication.next();
    }

    /**
     * Whether the event is not known yet. If it is known, this ends its delivery or lets it wait for the first copy.
     */
    private boolean isFirst(Delivery delivery, Arrival arrival, Set<FirstCopy> own) {
        Sighting seen = recent.look(delivery.event(), arrival, delivery.index());
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
     * Reports the outcome of each first copy. If its batch was refused permanently, another event may be the reason, so
     * senders that wait for this event are told to send it again.
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
            recent.failed(copy, ofABatch && Parking.isPermanent(failure) ? NOT_WITH_ITS_BATCH : failure);
        }
    }
}
