package dev.sluice.egress;

import dev.sluice.config.Sender;
import dev.sluice.config.SluiceConfig;
import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.event.Arrival;
import dev.sluice.runtime.CallerLoop;
import dev.sluice.runtime.Timeouts;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ends a publication at the deadline of its sender, whatever it waits for. */
final class DeadlineStage implements Stage {

    private static final DeliveryFailure NOT_KNOWN_IN_TIME = new DeliveryFailure(
            Kind.UNAVAILABLE, "the schema of the value was not found in time; nothing was written", null);

    private final Map<String, Deadline> bySender = new HashMap<>();
    private final Deadline longest;

    /** A deadline, and the timeouts of that length. */
    private record Deadline(Duration length, Timeouts timeouts) {

        /** What is left for a request that came {@code lateMillis} ago; nothing, or less, if it is over. */
        long leftMillis(int lateMillis) {
            return length.toMillis() - lateMillis;
        }
    }

    DeadlineStage(SluiceConfig config) {
        Map<Duration, Deadline> byLength = new HashMap<>();
        for (Sender sender : config.senders()) {
            bySender.put(sender.name(), byLength.computeIfAbsent(sender.ackDeadline(), DeadlineStage::of));
        }
        this.longest = byLength.computeIfAbsent(config.ackDeadline(), DeadlineStage::of);
    }

    private static Deadline of(Duration length) {
        return new Deadline(length, new Timeouts(length));
    }

    @Override
    public void enter(Publication publication) {
        Deadline deadline = of(publication.arrival());
        EventLoop here = CallerLoop.eventLoop();
        if (here != null && publication.lateMillis() == 0) {
            publication.deadline(deadline.timeouts.start(here, publication::expire));
        } else {
            ScheduledExecutorService clock = here == null ? Infrastructure.getDefaultWorkerPool() : here;
            Future<?> timer = clock.schedule(
                    publication::expire, deadline.leftMillis(publication.lateMillis()), TimeUnit.MILLISECONDS);
            publication.deadline(() -> timer.cancel(false));
        }
        publication.next();
    }

    private Deadline of(Arrival arrival) {
        return bySender.getOrDefault(arrival.sender(), longest);
    }

    /** See {@link RecordPublisher#await}. */
    Uni<Void> await(CompletionStage<Void> known, Arrival arrival, int lateMillis) {
        long leftMillis = of(arrival).leftMillis(lateMillis);
        if (leftMillis <= 0) {
            return Uni.createFrom().failure(NOT_KNOWN_IN_TIME);
        }
        // an emitter, because a wait that is given up must not cancel a stage that others wait for
        Uni<Void> outcome = Uni.createFrom()
                .emitter(waiting -> known.whenComplete((nothing, failure) -> {
                    if (failure == null) {
                        waiting.complete(null);
                    } else {
                        Throwable cause = failure.getCause();
                        waiting.fail(failure instanceof CompletionException && cause != null ? cause : failure);
                    }
                }));
        return CallerLoop.backHere(
                outcome.ifNoItem().after(Duration.ofMillis(leftMillis)).failWith(NOT_KNOWN_IN_TIME));
    }
}
