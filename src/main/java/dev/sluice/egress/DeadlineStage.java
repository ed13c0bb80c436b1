package dev.sluice.egress;

import dev.sluice.config.Sender;
import dev.sluice.config.SluiceConfig;
import dev.sluice.runtime.CallerLoop;
import dev.sluice.runtime.Timeouts;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Ends a publication at the deadline of its sender, whatever it waits for. */
final class DeadlineStage implements Stage {

    private final Map<String, Deadline> bySender = new HashMap<>();
    private final Deadline longest;

    /** A deadline, and the timeouts of that length. */
    private record Deadline(Duration length, Timeouts timeouts) {}

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
        Deadline deadline = bySender.getOrDefault(publication.arrival().sender(), longest);
        EventLoop here = CallerLoop.eventLoop();
        if (here != null) {
            publication.deadline(deadline.timeouts.start(here, publication::expire));
        } else {
            Future<?> timer = Infrastructure.getDefaultWorkerPool()
                    .schedule(publication::expire, deadline.length.toNanos(), TimeUnit.NANOSECONDS);
            publication.deadline(() -> timer.cancel(false));
        }
        publication.next();
    }
}
