package dev.sluice;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.egress.Publication;
import dev.sluice.egress.RecordPublisher;
import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The function: the events of a request in, and what became of them out, with the receipts of its acknowledged records.
 *
 * <p>Never blocks, and keeps nothing between events. The ingress calls it through Funqy's registry.
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
     * Maps each event to its records, and publishes those in their order: one for each event, or with
     * {@code sluice.match: all} one for each route.
     *
     * @param arrived valid events, which are not changed; none is fine
     * @return what became of all of them, once all in-sync replicas have all of their records, or they need none
     * @throws Refusal through the returned {@code Uni}, where an event is refused for good, and then none is published;
     *     unless events that are parked count as accepted: then it is parked alone
     * @throws DeliveryFailure through the returned {@code Uni}, where a record is too large, or all together are, none
     *     being published then; and where Kafka does not take all of them, some being published perhaps
     */
    @Funq
    public Uni<Result> publish(Arrived arrived) {
        List<CloudEvent> events = arrived.events();
        Publication publication = new Publication(arrived);
        for (int i = 0; i < events.size() && publisher.canHold(publication); i++) {
            map(events.get(i), arrived.arrival(), publication);
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
