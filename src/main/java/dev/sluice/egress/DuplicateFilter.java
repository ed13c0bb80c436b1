package dev.sluice.egress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.EventBatch;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.DeliveryFailure.Kind;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.kafka.Receipt;
import dev.sluice.egress.RecentEvents.FirstCopy;
import dev.sluice.egress.RecentEvents.Sighting;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Publishes an event once where its sender, or several, send it more than once within a while; as far as this instance
 * can tell, and until it ends.
 *
 * <p>A copy of an event that is under way waits for the first one's outcome, and so not beyond its own deadline, which
 * began later; one of an event that is stored yields no record. A sender that gives up takes nothing from the others.
 * Never blocks; results come back on the caller's event loop. Thread-safe.
 */
@Singleton
public final class DuplicateFilter {

    private static final DeliveryFailure NOT_WITH_ITS_BATCH = new DeliveryFailure(
            Kind.UNAVAILABLE, "the batch that the event was in at the same time was refused; send it again", null);

    private final RecordPublisher publisher;
    private final int entries;
    private final RecentEvents recent;
    private final Counter joined;
    private final Counter stored;

    DuplicateFilter(RecordPublisher publisher, SluiceConfig config, MeterRegistry registry) {
        this.publisher = publisher;
        this.entries = config.dedupEntries();
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

    /** Whether duplicates are looked for at all. */
    public boolean isOn() {
        return entries > 0;
    }

    /** As {@link RecordPublisher#publish}, for an event that may be a duplicate. */
    public Uni<List<Receipt>> publish(List<KafkaRecord> ofOneEvent) {
        return ofOneEvent.isEmpty()
                ? publisher.publish(ofOneEvent)
                : Uni.createFrom().deferred(() -> publishOnce(ofOneEvent));
    }

    private Uni<List<Receipt>> publishOnce(List<KafkaRecord> ofOneEvent) {
        Sighting seen = recent.look(ofOneEvent.get(0).event());
        FirstCopy copy = seen.copy();
        if (copy == null) {
            return storedBefore(ofOneEvent);
        }
        if (seen.isFirst()) {
            // subscribed to here, so that no sender can cancel what others wait for
            Uni.createFrom()
                    .deferred(() -> publisher.publish(ofOneEvent))
                    .subscribe()
                    .with(receipts -> recent.delivered(copy, receipts), failure -> recent.failed(copy, failure));
        } else {
            joined.increment();
        }
        return copy.outcome();
    }

    private Uni<List<Receipt>> storedBefore(List<KafkaRecord> ofOneEvent) {
        stored.increment();
        return Uni.createFrom()
                .item(ofOneEvent.stream()
                        .map(record -> new Receipt(
                                record.event(),
                                record.topic(),
                                Receipt.UNKNOWN,
                                Receipt.UNKNOWN,
                                Receipt.State.STORED_BEFORE))
                        .toList());
    }

    /**
     * As {@link RecordPublisher#publishAll}, for a batch with duplicates: of events in it, in other requests, and of
     * events before. Where one fails that is under way elsewhere, the batch does as if it was one of its own.
     */
    public Uni<List<Receipt>> publishAll(EventBatch batch, List<KafkaRecord> ofBatch) {
        return ofBatch.isEmpty()
                ? publisher.publishAll(batch, ofBatch)
                : Uni.createFrom().deferred(() -> publishAllOnce(batch, ofBatch));
    }

    private Uni<List<Receipt>> publishAllOnce(EventBatch batch, List<KafkaRecord> ofBatch) {
        FirstCopies own = new FirstCopies();
        List<KafkaRecord> records = new ArrayList<>(ofBatch.size());
        List<Uni<List<Receipt>>> outcomes = new ArrayList<>();
        for (int start = 0, end; start < ofBatch.size(); start = end) {
            end = BatchDelivery.endOfEvent(ofBatch, start);
            List<KafkaRecord> ofEvent = ofBatch.subList(start, end);
            Sighting seen = recent.look(ofEvent.get(0).event());
            FirstCopy copy = seen.copy();
            if (copy == null) {
                outcomes.add(storedBefore(ofEvent));
            } else if (seen.isFirst()) {
                own.add(copy);
                records.addAll(ofEvent);
            } else {
                joined.increment();
                if (!own.has(copy)) {
                    outcomes.add(outcomeIn(batch, ofEvent.get(0).event(), copy));
                }
            }
        }
        if (!records.isEmpty()) {
            outcomes.add(0, publication(batch, records, own));
        }
        return Outcomes.ofAll(outcomes);
    }

    private static Uni<List<Receipt>> outcomeIn(EventBatch batch, CloudEvent event, FirstCopy copy) {
        return copy.outcome()
                .onFailure(InvalidEvent.class)
                .transform(refusal -> ((InvalidEvent) refusal).inBatch(batch.indexOf(event)));
    }

    /** Goes on where the batch's sender gives up, because others may wait for events that are in it. */
    private Uni<List<Receipt>> publication(EventBatch batch, List<KafkaRecord> records, FirstCopies own) {
        return CallerLoop.backHere(Uni.createFrom()
                .emitter(sender -> Uni.createFrom()
                        .deferred(() -> publisher.publishAll(batch, records, own))
                        .onTermination()
                        .invoke(own::end)
                        .subscribe()
                        .with(sender::complete, sender::fail)));
    }

    /** The events of a batch that were not known before. Used by one thread until the batch is published. */
    private final class FirstCopies implements DeliveryListener {

        private final Map<CloudEvent, FirstCopy> copies = new IdentityHashMap<>();

        void add(FirstCopy copy) {
            copies.put(copy.event(), copy);
        }

        boolean has(FirstCopy copy) {
            return copies.containsKey(copy.event());
        }

        @Override
        public void delivered(CloudEvent event, List<Receipt> receipts) {
            FirstCopy copy = copies.remove(event);
            if (copy != null) {
                recent.delivered(copy, receipts);
            }
        }

        /** What is refused for good may be another event, so whoever waits for this one has to send it again. */
        @Override
        public void failed(CloudEvent event, DeliveryFailure failure) {
            FirstCopy copy = copies.remove(event);
            if (copy != null) {
                recent.failed(copy, RejectPublisher.isForGood(failure) ? NOT_WITH_ITS_BATCH : failure);
            }
        }

        /** Nothing more will be told of the rest. */
        void end() {
            copies.values().forEach(copy -> recent.failed(copy, NOT_WITH_ITS_BATCH));
            copies.clear();
        }
    }
}
