package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.Timeouts.Timeout;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeoutsTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    private final EventLoop loop = new DefaultEventLoop();
    private final Timeouts timeouts = new Timeouts(SHORT);
    private final List<Integer> expired = new ArrayList<>();

    @AfterEach
    void stop() {
        loop.shutdownGracefully();
    }

    private <T> T onLoop(Callable<T> task) {
        return loop.submit(task).syncUninterruptibly().getNow();
    }

    @Test
    void theyExpireInTheOrderOfTheirStartAndTheCancelledNever() {
        CompletableFuture<Void> last = new CompletableFuture<>();

        onLoop(() -> {
            List<Timeout> started = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                started.add(timeouts.start(loop, () -> expired.add(number)));
            }
            List.of(0, 2, 4).forEach(number -> started.get(number).cancel());
            timeouts.start(loop, () -> last.complete(null));
            return null;
        });
        last.join();

        assertThat(expired).containsExactly(1, 3);
    }

    @Test
    void oneThatIsStartedWhileTheTimerIsSetForAnEarlierOneExpiresToo() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        CompletableFuture<Void> ofSecond = new CompletableFuture<>();

        onLoop(() -> timeouts.start(loop, () -> first.complete(null)));
        onLoop(() -> loop.schedule(
                () -> timeouts.start(loop, () -> {
                    second.complete(null);
                    timeouts.start(loop, () -> ofSecond.complete(null));
                }),
                SHORT.toMillis() / 2,
                TimeUnit.MILLISECONDS));

        first.join();
        second.join();
        ofSecond.join();
    }

    @Test
    void theLoopGoesOnWhereAllWereCancelled() {
        CompletableFuture<Void> later = new CompletableFuture<>();

        onLoop(() -> {
            timeouts.start(loop, () -> expired.add(0)).cancel();
            return loop.schedule(
                    () -> timeouts.start(loop, () -> later.complete(null)),
                    2 * SHORT.toMillis(),
                    TimeUnit.MILLISECONDS);
        });
        later.join();

        assertThat(expired).isEmpty();
    }

    @Test
    void whatOneThrowsKeepsNoOtherFromExpiring() {
        CompletableFuture<Void> second = new CompletableFuture<>();

        onLoop(() -> {
            timeouts.start(loop, () -> {
                throw new IllegalStateException("of the first");
            });
            return timeouts.start(loop, () -> second.complete(null));
        });

        second.join();
    }

    @Test
    void cancellingTwiceOrAfterTheEndDoesNothing() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        Timeout cancelled = onLoop(() -> timeouts.start(loop, () -> expired.add(0)));
        Timeout over = onLoop(() -> timeouts.start(loop, () -> end.complete(null)));

        onLoop(() -> {
            cancelled.cancel();
            cancelled.cancel();
            return null;
        });
        end.join();
        onLoop(() -> {
            over.cancel();
            return null;
        });

        assertThat(expired).isEmpty();
    }
}
