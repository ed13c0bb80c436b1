package dev.sluice.egress;

import dev.sluice.runtime.CallerLoop;
import dev.sluice.runtime.Timeouts;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Ends a publication at the deadline, whatever it waits for. */
final class DeadlineStage implements Stage {

    private final Duration deadline;
    private final Timeouts deadlines;

    DeadlineStage(Duration deadline) {
        this.deadline = deadline;
        this.deadlines = new Timeouts(deadline);
    }

    @Override
    public void enter(Publication publication) {
        EventLoop here = CallerLoop.eventLoop();
        if (here != null) {
            publication.deadline(deadlines.start(here, publication::expire));
        } else {
            Future<?> timer = Infrastructure.getDefaultWorkerPool()
                    .schedule(publication::expire, deadline.toNanos(), TimeUnit.NANOSECONDS);
            publication.deadline(() -> timer.cancel(false));
        }
        publication.next();
    }
}
