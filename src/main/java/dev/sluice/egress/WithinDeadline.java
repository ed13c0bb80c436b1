package dev.sluice.egress;

import dev.sluice.eventloop.Timeouts;
import dev.sluice.eventloop.Timeouts.Timeout;
import io.netty.channel.EventLoop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.operators.AbstractUni;
import io.smallrye.mutiny.operators.UniOperator;
import io.smallrye.mutiny.operators.uni.UniOperatorProcessor;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The same outcome, or a failure where there is none within a deadline: as Mutiny's {@code ifNoItem}, but without a
 * timer of its own for every event.
 *
 * <p>Subscribed to, and heard of, on one event loop.
 */
final class WithinDeadline<T> extends UniOperator<T, T> {

    private final Timeouts deadlines;
    private final EventLoop here;
    private final Supplier<? extends Throwable> tooLate;

    WithinDeadline(Uni<T> outcome, Timeouts deadlines, EventLoop here, Supplier<? extends Throwable> tooLate) {
        super(outcome);
        this.deadlines = deadlines;
        this.here = here;
        this.tooLate = tooLate;
    }

    @Override
    public void subscribe(UniSubscriber<? super T> waiting) {
        AbstractUni.subscribe(upstream(), new Processor(waiting));
    }

    private final class Processor extends UniOperatorProcessor<T, T> {

        private @Nullable Timeout deadline;

        private Processor(UniSubscriber<? super T> waiting) {
            super(waiting);
        }

        @Override
        public void onSubscribe(UniSubscription subscription) {
            deadline = deadlines.start(here, this::expire);
            super.onSubscribe(subscription);
        }

        @Override
        public void onItem(T item) {
            stop();
            super.onItem(item);
        }

        @Override
        public void onFailure(Throwable failure) {
            stop();
            super.onFailure(failure);
        }

        @Override
        public void cancel() {
            stop();
            super.cancel();
        }

        private void stop() {
            if (deadline != null) {
                deadline.cancel();
            }
        }

        private void expire() {
            super.cancel();
            downstream.onFailure(tooLate.get());
        }
    }
}
