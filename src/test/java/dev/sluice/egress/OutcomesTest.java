package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.InvalidEvent;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.DeliveryFailure.Kind;
import dev.sluice.core.kafka.Receipt;
import dev.sluice.core.kafka.Receipt.State;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class OutcomesTest {

    private static final CloudEvent EVENT = new CloudEvent.Builder()
            .set("specversion", CloudEvent.SPEC_VERSION)
            .set("id", "1")
            .set("source", "/s")
            .set("type", "t")
            .build();
    private static final InvalidEvent FOR_GOOD = InvalidEvent.keyless("no key");
    private static final DeliveryFailure FOR_NOW = new DeliveryFailure(Kind.UNAVAILABLE, "not now", null);

    private final List<CompletableFuture<List<Receipt>>> ways =
            List.of(new CompletableFuture<>(), new CompletableFuture<>(), new CompletableFuture<>());
    private final List<Object> told = new ArrayList<>();

    OutcomesTest() {
        List<Uni<List<Receipt>>> all = new ArrayList<>();
        ways.forEach(way -> all.add(Uni.createFrom().completionStage(way)));
        Outcomes.ofAll(all).subscribe().with(told::add, told::add);
    }

    @Test
    void areTheReceiptsOfAllInTheirOrderHoweverTheyEnd() {
        ways.get(2).complete(List.of(receipt(4)));
        ways.get(0).complete(List.of(receipt(1), receipt(2)));
        assertThat(told).isEmpty();
        ways.get(1).complete(List.of(receipt(3)));
        assertThat(told).containsExactly(List.of(receipt(1), receipt(2), receipt(3), receipt(4)));
    }

    @Test
    void areNotToldBeforeTheLastHasEndedWhereOneHasFailed() {
        ways.get(1).completeExceptionally(FOR_NOW);
        ways.get(0).complete(List.of(receipt(1)));
        assertThat(told).isEmpty();
        assertThat(ways.get(2)).isNotCancelled();
        ways.get(2).complete(List.of(receipt(2)));
        assertThat(told).containsExactly(FOR_NOW);
    }

    @Test
    void areTheFailureAfterWhichToSendAgainWhereThereAreSeveral() {
        ways.get(0).completeExceptionally(FOR_GOOD);
        ways.get(1).completeExceptionally(FOR_NOW);
        ways.get(2).completeExceptionally(new DeliveryFailure(Kind.TOO_LARGE, "too large", null));
        assertThat(told).containsExactly(FOR_NOW);
    }

    @Test
    void areTheFirstFailureWhereAllAreForGood() {
        ways.get(0).complete(List.of());
        ways.get(1).completeExceptionally(FOR_GOOD);
        ways.get(2).completeExceptionally(new DeliveryFailure(Kind.TOO_LARGE, "too large", null));
        assertThat(told).containsExactly(FOR_GOOD);
    }

    private static Receipt receipt(long offset) {
        return new Receipt(EVENT, "t", 0, offset, State.STORED);
    }
}
