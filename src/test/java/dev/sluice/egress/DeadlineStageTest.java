package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Configured;
import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.mapping.Mapped;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The deadline of requests that have waited for something before they became a publication. */
@Timeout(20)
class DeadlineStageTest {

    private static final int FAST_MILLIS = 1_000;
    private static final int SLOW_MILLIS = 3_600_000;
    private static final Vertx VERTX = Vertx.vertx();

    private final DeadlineStage stage = new DeadlineStage(Configured.by("""
                    sluice:
                      topic: t
                      senders:
                        slow: { path: /slow, ack-deadline: 1h }
                        fast: { path: /fast, ack-deadline: 1s }
                    """).config());

    @AfterAll
    static void endTheLoops() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static Arrival from(String sender) {
        return new Arrival(null, sender, null, null);
    }

    /** The failure of a publication that nothing but the deadline ends. */
    private CompletableFuture<Throwable> expired(String sender, int lateMillis) {
        CloudEvent event = new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", "1")
                .set("source", "/s")
                .set("type", "t")
                .build();
        KafkaRecord record =
                new KafkaRecord("t", KafkaRecord.ANY_PARTITION, KafkaRecord.NOW, null, List.of(), new byte[1]);
        Publication publication = new Publication(new Arrived(from(sender), List.of(event), false), lateMillis);
        publication.add(new Mapped(event, List.of(), List.of(record)));
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Stage[] row = {stage, waiting -> {}};
        Uni.createFrom()
                .<Result>emitter(answer -> publication.begin(row, null, answer))
                .subscribe()
                .with(result -> failure.completeExceptionally(new AssertionError(result)), failure::complete);
        return failure;
    }

    private static <T> CompletableFuture<T> onLoop(Supplier<CompletableFuture<T>> task) {
        CompletableFuture<CompletableFuture<T>> started = new CompletableFuture<>();
        VERTX.runOnContext(nothing -> started.complete(task.get()));
        return started.thenCompose(running -> running);
    }

    @Test
    void isShorterByWhatTheRequestHasWaited() {
        // one that forgot the wait would end with the time of this test
        assertThat(expired("slow", SLOW_MILLIS - 100).join()).hasFieldOrPropertyWithValue("kind", Kind.UNAVAILABLE);
        assertThat(onLoop(() -> expired("slow", SLOW_MILLIS - 100)).join())
                .hasFieldOrPropertyWithValue("kind", Kind.UNAVAILABLE);
        assertThat(onLoop(() -> expired("slow", SLOW_MILLIS + 1)).join())
                .hasFieldOrPropertyWithValue("kind", Kind.UNAVAILABLE);
    }

    @Test
    void isThatOfTheSenderForWhoDidNotWait() {
        assertThat(onLoop(() -> expired("fast", 0)).join()).hasFieldOrPropertyWithValue("kind", Kind.UNAVAILABLE);
    }

    @Test
    void endsAWaitAndLeavesWhatOthersWaitFor() {
        CompletableFuture<Void> known = new CompletableFuture<>();
        long start = System.nanoTime();
        assertThatThrownBy(() -> join(stage.await(known, from("fast"), FAST_MILLIS - 200)))
                .isInstanceOfSatisfying(
                        DeliveryFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE))
                .hasMessage("the schema of the value was not found in time; nothing was written");
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isGreaterThanOrEqualTo(150);
        assertThat(known).isNotDone();
    }

    @Test
    void leavesNoTimeToWaitOnceItIsOver() {
        CompletionStage<Void> known = CompletableFuture.completedFuture(null);
        assertThatThrownBy(() -> join(stage.await(known, from("fast"), FAST_MILLIS)))
                .isInstanceOf(DeliveryFailure.class);
    }

    @Test
    void letsAWaitFailWithItsOwnReason() {
        DeliveryFailure away = new DeliveryFailure(Kind.UNAVAILABLE, "the registry is away", null);
        CompletableFuture<Void> lookUp = new CompletableFuture<>();
        Uni<Void> wait = stage.await(lookUp.thenRun(() -> {}), from("fast"), 0);
        lookUp.completeExceptionally(away);
        assertThatThrownBy(() -> join(wait)).isSameAs(away);
    }

    @Test
    void bringsAWaitBackToTheLoopOfItsCaller() {
        CompletableFuture<Void> known = new CompletableFuture<>();
        CompletableFuture<Context> caller = new CompletableFuture<>();
        CompletableFuture<Context> told = onLoop(() -> {
            CompletableFuture<Context> back = new CompletableFuture<>();
            caller.complete(Vertx.currentContext());
            stage.await(known, from("fast"), 0)
                    .subscribe()
                    .with(nothing -> back.complete(Vertx.currentContext()), back::completeExceptionally);
            return back;
        });
        caller.join();
        known.complete(null);
        assertThat(told.join()).isSameAs(caller.join());
    }

    private static void join(Uni<Void> wait) {
        wait.await().indefinitely();
    }
}
