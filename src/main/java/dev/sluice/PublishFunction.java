package dev.sluice;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.egress.Publication;
import dev.sluice.egress.RecordPublisher;
import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The function: takes the events of a request and returns what became of them, with the receipts of their records.
 *
 * <p>Never blocks, and keeps nothing between requests. The ingress calls it through Funqy's registry.
 */
@Singleton
public final class PublishFunction {

    private final Mapper mapper;
    private final RecordPublisher publisher;

    PublishFunction(Mapper mapper, RecordPublisher publisher) {
        this.mapper = mapper;
        this.publisher = publisher;
    }

    /**
     * Maps each event to its records and publishes these in order: one record for each event, or with
     * {@code sluice.match: all} one for each route that takes it.
     *
     * @param arrived valid events, possibly none, which are not changed; and what could not be decoded, which is
     *     refused with the reason it has
     * @return what became of the events, once all in-sync replicas have every record
     * @throws Refusal through the returned {@code Uni}, if an event is refused permanently; then nothing is published.
     *     If the configuration accepts parked events, the event is parked instead and the others are published
     * @throws DeliveryFailure through the returned {@code Uni}: if the records are too large, alone or together,
     *     nothing is published; if Kafka does not take all of them, some may be
     */
    @Funq
    public Uni<Result> publish(Arrived arrived) {
        List<CloudEvent> events = arrived.events();
        List<Undecoded> undecoded = arrived.undecoded();
        Publication publication = new Publication(arrived);
        int next = 0;
        for (int i = 0; i < arrived.size() && publisher.canHold(publication); i++) {
            if (next < undecoded.size() && undecoded.get(next).index() == i) {
                publication.add(undecoded.get(next), undecoded.get(next).refusal());
                next++;
            } else {
                map(events.get(i - next), arrived.arrival(), publication);
            }
        }
        return publisher.publish(publication);
    }

    private void map(CloudEvent event, Arrival arrival, Publication into) {
        try {
            into.add(mapper.map(event, arrival));
        } catch (Refusal refusal) {
            into.add(event, refusal);
        }
    }
}
