package dev.sluice;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.EventBatch;
import dev.sluice.core.kafka.Receipt;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.egress.RecordPublisher;
import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The function: an event in, the receipts of its acknowledged records out.
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
     * @return where the records are, once all in-sync replicas have all of them; none for an event that is ignored
     * @throws dev.sluice.core.event.InvalidEvent where the mapping refuses the event
     * @throws dev.sluice.core.kafka.DeliveryFailure through the returned {@code Uni}, where Kafka does not take all
     */
    @Funq
    public Uni<List<Receipt>> publish(CloudEvent event) {
        return publisher.publish(mapper.map(event));
    }

    /**
     * Maps all events to records, and then publishes them in their order.
     *
     * @param batch valid events; none is fine
     * @return where the records are, once all in-sync replicas have all of them
     * @throws dev.sluice.core.event.InvalidEvent where the mapping refuses any event; none is published then
     * @throws dev.sluice.core.kafka.DeliveryFailure where a record is too large, none being published then; and through
     *     the returned {@code Uni} where Kafka does not take all of them, some being published perhaps
     */
    @Funq
    public Uni<List<Receipt>> publishAll(EventBatch batch) {
        return publisher.publishAll(batch, mapper.map(batch));
    }
}
