package dev.sluice.egress.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.egress.dedup.RecentEvents.FirstCopy;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RecentEventsTest {

    private static final int MAX = 3;

    private final RecentEvents recent = new RecentEvents(MAX);

    @Test
    void forgetTheOldestThatIsStored() {
        for (int i = 0; i <= MAX; i++) {
            store("/s", "e" + i);
        }
        assertThat(isStored("/s", "e1")).isTrue();
        assertThat(isStored("/s", "e" + MAX)).isTrue();
        assertThat(isStored("/s", "e0")).isFalse();
    }

    @Test
    void forgetNoneThatIsInFlight() {
        FirstCopy inFlight = first("/s", "slow");
        for (int i = 0; i < 10 * MAX; i++) {
            store("/s", "e" + i);
        }
        assertThat(look(event("/s", "slow"))).isEqualTo(new RecentEvents.Sighting(inFlight, false));
        recent.delivered(inFlight, receipts("/s", "slow", Receipt.State.STORED));
        assertThat(isStored("/s", "slow")).isTrue();
    }

    @Test
    void forgetAtOnceWhatFailsOrIsParked() {
        recent.failed(first("/s", "1"), new IllegalStateException());
        recent.delivered(first("/s", "2"), receipts("/s", "2", Receipt.State.PARKED));
        recent.delivered(first("/s", "3"), List.of());
        assertThat(look(event("/s", "1")).isFirst()).isTrue();
        assertThat(look(event("/s", "2")).isFirst()).isTrue();
        assertThat(look(event("/s", "3")).isFirst()).isTrue();
    }

    @Test
    void areToldApartBySourceAndIdHoweverTheyJoin() {
        store("/a", "bc");
        assertThat(isStored("/a", "bc")).isTrue();
        assertThat(isStored("/ab", "c")).isFalse();
        assertThat(isStored("/a", "b")).isFalse();
        assertThat(isStored("/a", "bc" + "x".repeat(800_000))).isFalse();
    }

    @Test
    void letOneOfManyAtTheSameTimeBeTheFirst() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 1000; round++) {
                CloudEvent event = event("/s", "round-" + round);
                List<Future<RecentEvents.Sighting>> sightings = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    sightings.add(threads.submit(() -> look(event)));
                }
                int firsts = 0;
                for (Future<RecentEvents.Sighting> sighting : sightings) {
                    firsts += sighting.get().isFirst() ? 1 : 0;
                }
                assertThat(firsts).isEqualTo(1);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void tellEachSenderOnItsOwnEventLoop() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            FirstCopy copy = first("/s", "1");
            List<CompletableFuture<Boolean>> senders = new ArrayList<>();
            List<CompletableFuture<Void>> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Context loop = vertx.getOrCreateContext();
                CompletableFuture<Boolean> told = new CompletableFuture<>();
                CompletableFuture<Void> waits = new CompletableFuture<>();
                loop.runOnContext(nothing -> {
                    copy.outcome().subscribe().with(receipts -> told.complete(Vertx.currentContext() == loop));
                    waits.complete(null);
                });
                senders.add(told);
                waiting.add(waits);
            }
            waiting.forEach(CompletableFuture::join);
            recent.delivered(copy, receipts("/s", "1", Receipt.State.STORED));
            assertThat(senders).extracting(CompletableFuture::get).containsOnly(true);
        } finally {
            vertx.close();
        }
    }

    @Test
    void doNotLetASenderThatGivesUpCancelForTheOthers() {
        FirstCopy copy = first("/s", "1");
        CompletableFuture<List<Receipt>> stays = copy.outcome().subscribeAsCompletionStage();
        copy.outcome().subscribe().with(receipts -> {}).cancel();
        List<Receipt> receipts = receipts("/s", "1", Receipt.State.STORED);
        recent.delivered(copy, receipts);
        assertThat(stays).isCompletedWithValue(receipts);
    }

    @Test
    void areRecognisedByWhatWasSignedToo() {
        RecentEvents.Sighting first = recent.look(event("/s", "1"), signed("a"), 0);
        assertThat(recent.look(event("/s", "2"), signed("a"), 0))
                .isEqualTo(new RecentEvents.Sighting(first.copy(), false));
        assertThat(recent.look(event("/s", "1"), signed("b"), 0).copy()).isSameAs(first.copy());
        recent.delivered(first.copy(), receipts("/s", "1", Receipt.State.STORED));
        assertThat(recent.look(event("/s", "3"), signed("a"), 0).copy()).isNull();
        assertThat(recent.look(event("/s", "4"), signed("a"), 1).isFirst()).isTrue();
        assertThat(recent.look(event("/s", "5"), signed("c"), 0).isFirst()).isTrue();
    }

    @Test
    void areForgottenWithWhatWasSignedIfTheyFail() {
        recent.failed(recent.look(event("/s", "1"), signed("a"), 0).copy(), new IllegalStateException());
        assertThat(recent.look(event("/s", "2"), signed("a"), 0).isFirst()).isTrue();
    }

    private static Arrival signed(String what) {
        return new Arrival("alice", "signing", what, null);
    }

    @Test
    void areNotSuppressedByAnotherSenderOrCaller() {
        CloudEvent event = event("/s", "1");
        Arrival alice = new Arrival("alice", "keyed", null, null);
        recent.delivered(recent.look(event, alice, 0).copy(), receipts("/s", "1", Receipt.State.STORED));

        assertThat(recent.look(event, alice, 0).copy()).isNull();
        for (Arrival other : List.of(
                new Arrival("bob", "keyed", null, null),
                new Arrival("alice", "mesh", null, null),
                new Arrival(null, "keyed", null, null))) {
            assertThat(recent.look(event, other, 0).isFirst()).isTrue();
        }
    }

    private RecentEvents.Sighting look(CloudEvent event) {
        return recent.look(event, Arrival.ANONYMOUS, 0);
    }

    private void store(String source, String id) {
        recent.delivered(first(source, id), receipts(source, id, Receipt.State.STORED));
    }

    private FirstCopy first(String source, String id) {
        RecentEvents.Sighting seen = look(event(source, id));
        assertThat(seen.isFirst()).isTrue();
        return seen.copy();
    }

    private boolean isStored(String source, String id) {
        return look(event(source, id)).copy() == null;
    }

    private static List<Receipt> receipts(String source, String id, Receipt.State state) {
        return List.of(new Receipt(event(source, id), "t", 0, 0, state));
    }

    private static CloudEvent event(String source, String id) {
        return new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", id)
                .set("source", source)
                .set("type", "t")
                .build();
    }
}
