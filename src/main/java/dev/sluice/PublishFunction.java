package dev.sluice;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.EventBatch;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.egress.Publication;
import dev.sluice.egress.RecordPublisher;
import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The function: an event in, and what became of it out, with the receipts of its acknowledged records.
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
     * Maps the event to its records and publishes those: one, or with {@code sluice.match: all} one for each route.
     *
     * @param event a valid event, which is not changed
     * @return what became of it, once all in-sync replicas have all of its records, or it needs none
     * @throws Refusal through the returned {@code Uni}, where the event is refused for good
     * @throws DeliveryFailure through the returned {@code Uni}, where Kafka does not take all
     */
    @Funq
    public Uni<Result> publish(CloudEvent event) {
        Publication publication = Publication.ofOne();
        map(event, publication);
        return publisher.publish(publication);
    }

    /**
     * Maps all events to records, and publishes those in their order.
     *
     * @param batch valid events; none is fine
     * @return what became of all of them
     * @throws Refusal through the returned {@code Uni}, where an event is refused, and then none is published; unless
     *     events that are parked count as accepted: then it is parked alone
     * @throws DeliveryFailure through the returned {@code Uni}, where a record is too large, or all together are, none
     *     being published then; and where Kafka does not take all of them, some being published perhaps
     */
    @Funq
    public Uni<Result> publishAll(EventBatch batch) {
        List<CloudEvent> events = batch.events();
        Publication publication = Publication.ofBatch(events.size());
        for (int i = 0; i < events.size() && publisher.canHold(publication); i++) {
            map(events.get(i), publication);
        }
        return publisher.publish(publication);
    }

    private void map(CloudEvent event, Publication into) {
        try {
            into.add(mapper.map(event));
        } catch (Refusal refusal) {
            into.add(event, refusal);
        }
    }
}
