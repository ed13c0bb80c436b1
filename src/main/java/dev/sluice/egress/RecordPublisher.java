package dev.sluice.egress;

import dev.sluice.config.SluiceConfig;
import dev.sluice.core.delivery.Result;
import dev.sluice.egress.channel.Channels;
import dev.sluice.egress.channel.RecordBudget;
import dev.sluice.egress.channel.RecordChannel;
import dev.sluice.egress.observers.OutcomeObservers;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes events: sends them through the row of stages that decides what becomes of each, and tells that once the
 * last of their records is acknowledged by all in-sync replicas, or at the deadline.
 *
 * <p>One event is a batch of one. A stage that is switched off is not in the row. Never blocks the caller. Called on an
 * event loop, the result comes back on that event loop. Thread-safe.
 */
@Singleton
public final class RecordPublisher {

    private final RecordBudget budget;
    private final Parking parking;
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
        // before duplicates are looked for, so that no copy waits without one
        stages.add(new DeadlineStage(config.ackDeadline()));
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

    /** Whether so much can ever be published at once, so that mapping more of its events is of use. */
    public boolean canHold(Publication publication) {
        return budget.canHold(publication.weight());
    }

    /**
     * Publishes the events of a request in their order when the result is subscribed to, which is done once; each
     * record goes to its own partition, so only those of one key are in that order there.
     *
     * @return what became of all of them; or, where something failed, what tells the sender most: a failure after which
     *     to send again before one after which not to. The failures are
     *     <ul>
     *       <li>{@code Refusal}: an event is refused for good, and nothing of the request was emitted
     *       <li>{@code DeliveryFailure} of a kind that is for good: nothing was emitted, or Kafka refused a record then
     *       <li>any other {@code DeliveryFailure}: some records may be written
     *     </ul>
     *     Where parked events count as accepted, one that is refused for good is parked and the others are published
     */
    public Uni<Result> publish(Publication publication) {
        return Uni.createFrom().emitter(answer -> publication.begin(row, parking, answer));
    }
}
