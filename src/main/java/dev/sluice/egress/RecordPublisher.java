package dev.sluice.egress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Arrival;
import dev.sluice.egress.channel.Channels;
import dev.sluice.egress.channel.RecordBudget;
import dev.sluice.egress.channel.RecordChannel;
import dev.sluice.egress.observers.OutcomeObservers;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Publishes events: sends them through a row of stages, and reports their outcome once all in-sync replicas have
 * acknowledged the last record, or at the deadline.
 *
 * <p>One event is a batch of one. A stage that is switched off is not in the row. Never blocks the caller. If it is
 * called on an event loop, the result comes back on that event loop. Thread-safe.
 */
@Singleton
public final class RecordPublisher {

    private final RecordBudget budget;
    private final Parking parking;
    private final DeadlineStage deadlines;
    private final Stage[] row;

    RecordPublisher(
            Channels channels,
            Parking parking,
            OutcomeObservers observers,
            SluiceConfig config,
            MeterRegistry registry) {
        RecordChannel records = channels.records();
        this.budget = records.budget();
        this.parking = parking;
        List<Stage> stages = new ArrayList<>();
        stages.add(new RefusalStage(parking.accepts(), budget));
        // before duplicates are looked up, so that no copy waits without a deadline
        this.deadlines = new DeadlineStage(config);
        stages.add(deadlines);
        if (config.dedupEntries() > 0) {
            stages.add(new DedupStage(config.dedupEntries(), registry));
        }
        stages.add(new BudgetStage(budget));
        if (observers.isOn()) {
            stages.add(new ObserverStage(observers));
        }
        stages.add(new FailureStage(records.topics()));
        stages.add(new TopicStage(records.topics()));
        stages.add(new BreakerStage(records.breaker()));
        stages.add(new ParkingStage(records.checks(), parking));
        stages.add(new EmissionStage(records));
        this.row = stages.toArray(Stage[]::new);
    }

    /**
     * Waits for something that events need to be mapped, at most until the deadline of their sender.
     *
     * @param known completes when the events can be mapped
     * @param lateMillis how long ago the request came
     * @return the outcome of {@code known}, on the caller's event loop; {@code UNAVAILABLE} at the deadline
     */
    public Uni<Void> await(CompletionStage<Void> known, Arrival arrival, int lateMillis) {
        return deadlines.await(known, arrival, lateMillis);
    }

    /** Whether the records so far can ever be in flight together. If not, there is no point in mapping more events. */
    public boolean canHold(Publication publication) {
        return budget.canHold(publication.weight());
    }

    /**
     * Publishes the events of a request in their order, when the caller subscribes to the result. Subscribe once. Each
     * record goes to its own partition, so only records with the same key keep the order.
     *
     * @return the outcome of all events; if some failed, the first failure that a sender may retry, otherwise the
     *     first. The failures are
     *     <ul>
     *       <li>{@code Refusal}: an event is refused permanently, and nothing of the request was emitted
     *       <li>{@code DeliveryFailure} of a permanent kind: nothing was emitted, or Kafka refused a record afterwards
     *       <li>any other {@code DeliveryFailure}: some records may be written
     *     </ul>
     *     If parked events count as accepted, an event that is refused permanently is parked and the others are
     *     published
     */
    public Uni<Result> publish(Publication publication) {
        return Uni.createFrom().emitter(answer -> publication.begin(row, parking, answer));
    }
}
