package dev.sluice.egress.observers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class ObserverQueueTest {

    private static final int SOME = 10;
    private static final int MEBIBYTE = 1024 * 1024;

    private final Counter dropped = new SimpleMeterRegistry().counter("dropped");
    private final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Test
    void tellsInOrderAndGoesOnWhateverIsThrown() throws Exception {
        ObserverQueue<String> callback = new ObserverQueue<>(this::tellAndThrow, dropped);
        for (int i = 0; i < SOME; i++) {
            callback.tell(event(0), Integer.toString(i));
        }
        for (int i = 0; i < SOME; i++) {
            assertThat(told.take()).isEqualTo(Integer.toString(i));
        }
        assertThat(dropped.count()).isZero();
    }

    private void tellAndThrow(String outcome) {
        told.add(outcome);
        throw new AssertionError(outcome);
    }

    @Test
    void dropsAndCountsWhatIsTooMuchToWait() throws Exception {
        ObserverQueue<String> callback = blocked();
        for (int i = 0; i < ObserverQueue.MAX_WAITING + SOME; i++) {
            callback.tell(event(0), "waits");
        }
        assertThat(dropped.count()).isEqualTo(SOME);
        released.countDown();
        for (int i = 0; i <= ObserverQueue.MAX_WAITING; i++) {
            told.take();
        }
        callback.tell(event(0), "after");
        assertThat(told.take()).isEqualTo("after");
    }

    @Test
    void boundsTheBytesThatWaitButForOneEvent() throws Exception {
        ObserverQueue<String> callback = blocked();
        for (int i = 0; i < SOME; i++) {
            callback.tell(event(MEBIBYTE), "waits");
        }
        assertThat(dropped.count()).isEqualTo(SOME - 7);
        released.countDown();
        for (int i = 0; i < 8; i++) {
            told.take();
        }
        while (dropped.count() < 100) {
            double before = dropped.count();
            callback.tell(event(100 * MEBIBYTE), "alone");
            if (dropped.count() == before) {
                assertThat(told.take()).isEqualTo("alone");
                return;
            }
        }
        throw new AssertionError("an event alone is dropped");
    }

    @Test
    void doesNotKeepTheProcessFromEnding() throws Exception {
        List<Thread> threads = new ArrayList<>();
        ObserverQueue<String> callback = new ObserverQueue<>(
                outcome -> {
                    threads.add(Thread.currentThread());
                    blockForever();
                },
                dropped);
        callback.tell(event(0), "blocks");
        entered.await();
        callback.end(System.nanoTime());
        callback.tell(event(0), "too late");
        assertThat(threads).singleElement().matches(Thread::isDaemon);
        assertThat(dropped.count()).isEqualTo(1);
        released.countDown();
    }

    @Test
    void letsWhatWaitsBeToldAtTheEnd() {
        ObserverQueue<String> callback = new ObserverQueue<>(told::add, dropped);
        for (int i = 0; i < SOME; i++) {
            callback.tell(event(0), "last");
        }
        callback.end(Long.MAX_VALUE / 2 + System.nanoTime());
        assertThat(told).hasSize(SOME);
    }

    /** A callback whose observer is in the midst of the first event. */
    private ObserverQueue<String> blocked() throws InterruptedException {
        ObserverQueue<String> callback = new ObserverQueue<>(
                outcome -> {
                    blockForever();
                    told.add(outcome);
                },
                dropped);
        callback.tell(event(0), "first");
        entered.await();
        return callback;
    }

    private void blockForever() {
        entered.countDown();
        while (released.getCount() > 0) {
            try {
                released.await();
            } catch (InterruptedException e) {
                // as observers do that wait for something
            }
        }
    }

    private static CloudEvent event(int bytes) {
        return new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", "1")
                .set("source", "/s")
                .set("type", "t")
                .data(Bytes.of(new byte[bytes]))
                .build();
    }
}
