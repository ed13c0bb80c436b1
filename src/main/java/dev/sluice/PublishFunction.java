package dev.sluice;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.EventBatch;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.kafka.Receipt;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.egress.DuplicateFilter;
import dev.sluice.egress.Outcomes;
import dev.sluice.egress.RecordPublisher;
import dev.sluice.egress.RejectPublisher;
import io.quarkus.funqy.Funq;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The function: an event in, the receipts of its acknowledged records out.
 *
 * <p>Never blocks, and keeps nothing between events. The ingress calls it through Funqy's registry.
 */
@Singleton
public final class PublishFunction {

    private final Mapper mapper;
    private final RecordPublisher publisher;
    private final RejectPublisher rejects;
    private final @Nullable DuplicateFilter duplicates;

    PublishFunction(Mapper mapper, RecordPublisher publisher, RejectPublisher rejects, DuplicateFilter duplicates) {
        this.mapper = mapper;
        this.publisher = publisher;
        this.rejects = rejects;
        this.duplicates = duplicates.isOn() ? duplicates : null;
    }

    /**
     * Maps the event to its records and publishes those: one, or with {@code sluice.match: all} one for each route.
     *
     * @param event a valid event, which is not changed
     * @return where the records are, once all in-sync replicas have all of them; none for an event that is ignored
     * @throws InvalidEvent through the returned {@code Uni}, where the event is refused for good
     * @throws DeliveryFailure through the returned {@code Uni}, where Kafka does not take all
     */
    @Funq
    public Uni<List<Receipt>> publish(CloudEvent event) {
        List<KafkaRecord> records;
        try {
            records = mapper.map(event);
        } catch (InvalidEvent refusal) {
            return rejects.park(event, refusal).map(List::of);
        }
        return duplicates == null ? publisher.publish(records) : duplicates.publish(records);
    }

    /**
     * Maps all events to records, and then publishes them in their order.
     *
     * @param batch valid events; none is fine
     * @return where the records are, once all in-sync replicas have all of them
     * @throws InvalidEvent through the returned {@code Uni}, where the mapping refuses an event, or a partition is not
     *     there; none is published then, unless events that are parked count as accepted: then it is parked alone
     * @throws DeliveryFailure through the returned {@code Uni}, where a record is too large, or all together are, none
     *     being published then; and where Kafka does not take all of them, some being published perhaps
     */
    @Funq
    public Uni<List<Receipt>> publishAll(EventBatch batch) {
        List<KafkaRecord> records = new ArrayList<>(batch.events().size());
        List<Uni<List<Receipt>>> ways = new ArrayList<>();
        long weight = 0;
        for (int i = 0; i < batch.events().size(); i++) {
            CloudEvent event = batch.events().get(i);
            try {
                List<KafkaRecord> ofEvent = mapper.map(event);
                weight += RecordPublisher.weight(ofEvent);
                DeliveryFailure tooMany = publisher.refusal(weight);
                if (tooMany != null) {
                    return Uni.createFrom().failure(tooMany);
                }
                records.addAll(ofEvent);
            } catch (InvalidEvent refusal) {
                Uni<List<Receipt>> parking =
                        rejects.park(event, refusal.inBatch(i)).map(List::of);
                if (!rejects.accepts()) {
                    return parking;
                }
                ways.add(parking);
            }
        }
        Uni<List<Receipt>> published =
                duplicates == null ? publisher.publishAll(batch, records) : duplicates.publishAll(batch, records);
        ways.add(0, published);
        return ways.size() == 1 ? published : Outcomes.ofAll(ways);
    }
}
