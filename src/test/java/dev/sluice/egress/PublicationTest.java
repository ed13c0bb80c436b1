package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.delivery.Result;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.mapping.Mapped;
import dev.sluice.egress.channel.RecordBudget;
import dev.sluice.egress.dedup.RecentEvents;
import dev.sluice.egress.dedup.RecentEvents.FirstCopy;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicationTest {

    private static final DeliveryFailure FOR_NOW = new DeliveryFailure(Kind.UNAVAILABLE, "not now", null);
    private static final DeliveryFailure TOO_LARGE = new DeliveryFailure(Kind.TOO_LARGE, "too large", null);

    private final List<Object> told = new ArrayList<>();
    private final List<String> stages = new ArrayList<>();

    @Test
    void tellsTheReceiptsOfAllInTheirOrderHoweverTheyEnd() {
        List<Delivery> events = begin(batch(3));
        events.get(2).acknowledged(0, null);
        events.get(0).acknowledged(0, null);
        assertThat(told).isEmpty();
        events.get(1).storedBefore();
        assertThat(told)
                .containsExactly(new Result(
                        Result.State.PUBLISHED,
                        List.of(
                                receipt(0, Receipt.State.STORED),
                                receipt(1, Receipt.State.STORED_BEFORE),
                                receipt(2, Receipt.State.STORED))));
    }

    @Test
    void tellsNothingBeforeTheLastHasEndedWhereOneHasFailed() {
        List<Delivery> events = begin(batch(3));
        events.get(1).failed(0, FOR_NOW);
        events.get(0).acknowledged(0, null);
        assertThat(told).isEmpty();
        events.get(2).acknowledged(0, null);
        assertThat(told).containsExactly(FOR_NOW);
    }

    @Test
    void tellsTheFailureAfterWhichToSendAgainWhereThereAreSeveral() {
        List<Delivery> events = begin(batch(3));
        events.get(0).failed(0, TOO_LARGE);
        events.get(1).failed(0, FOR_NOW);
        events.get(2).failed(0, TOO_LARGE);
        assertThat(told).containsExactly(FOR_NOW);
    }

    @Test
    void tellsTheFirstFailureWhereAllArePermanent() {
        Refusal keyless = Refusal.keyless("no key");
        List<Delivery> events = begin(batch(3));
        events.get(2).failed(0, TOO_LARGE);
        events.get(0).acknowledged(0, null);
        events.get(1).fail(keyless);
        assertThat(told).containsExactly(keyless);
    }

    @Test
    void tellsOfABatchThatIsIgnoredThatItIs() {
        Publication publication = publication(2);
        publication.add(new Mapped(event(0), List.of(), List.of()));
        publication.add(new Mapped(event(1), List.of(), List.of()));
        begin(publication);
        assertThat(told).containsExactly(new Result(Result.State.IGNORED, List.of()));
    }

    @Test
    void publishesABatchOfNothing() {
        begin(publication(0));
        assertThat(told).containsExactly(new Result(Result.State.PUBLISHED, List.of()));
    }

    @Test
    void saysWhichEventOfABatchIsRefused() {
        Publication publication = batch(1);
        publication.add(event(1), Refusal.keyless("no key"));
        assertThat(publication.deliveries().get(1).refusal()).hasMessage("event 1: no key");
    }

    @Test
    void failsWithTheEventThatDecidesAboutTheOthers() {
        Publication publication = batch(3);
        List<Delivery> events = begin(publication);
        publication.keepOnly(events.get(1));
        assertThat(publication.pending()).containsExactly(events.get(1));
        events.get(1).fail(TOO_LARGE);
        assertThat(told).containsExactly(TOO_LARGE);
        assertThat(events).extracting(Delivery::failure).containsOnly(TOO_LARGE);
    }

    @Test
    void leavesWhatIsIgnoredOutOfAllStages() {
        Publication publication = publication(2);
        publication.add(new Mapped(event(0), List.of(), List.of()));
        publication.add(new Mapped(event(1), List.of(), List.of(record())));
        List<Delivery> events = begin(publication);
        assertThat(publication.pending()).containsExactly(events.get(1));
        assertThat(publication.pendingWeight()).isEqualTo(publication.weight());
    }

    /** Two requests that each have the first copy of an event which is in the other too. */
    @Test
    void doesNotWaitForAnotherRequestToTellWhatThatWaitsFor() {
        RecentEvents recent = new RecentEvents(10);
        FirstCopy copyOfA = recent.look(event(0), Arrival.ANONYMOUS, 0).copy();
        FirstCopy copyOfB = recent.look(event(1), Arrival.ANONYMOUS, 1).copy();
        Publication one = batch(2);
        Publication other = batch(2);
        List<Delivery> ofOne = begin(one, tells(recent));
        List<Delivery> ofOther = begin(other, tells(recent));
        ofOne.get(0).first(copyOfA);
        ofOne.get(1).join(copyOfB);
        ofOther.get(1).first(copyOfB);
        ofOther.get(0).join(copyOfA);
        ofOne.get(0).acknowledged(0, null);
        ofOther.get(1).acknowledged(0, null);
        assertThat(told)
                .hasSize(2)
                .allSatisfy(result -> assertThat(((Result) result).state()).isEqualTo(Result.State.PUBLISHED));
    }

    private static Stage tells(RecentEvents recent) {
        return new Stage() {
            @Override
            public void enter(Publication entering) {
                entering.pending().forEach(Delivery::awaitAll);
            }

            @Override
            public void leave(Publication leaving) {
                for (Delivery delivery : leaving.deliveries()) {
                    if (delivery.firstCopy() != null) {
                        recent.delivered(delivery.firstCopy(), delivery.receipts());
                    }
                }
            }
        };
    }

    @Test
    void failsAsAWholeWhereItCanNeverBeInFlight() {
        Publication publication = batch(3);
        List<Delivery> events = begin(publication, new RefusalStage(false, new RecordBudget(1000)));
        assertThat(events).allMatch(Delivery::isOver);
        assertThat(((DeliveryFailure) told.get(0)).kind()).isEqualTo(Kind.TOO_LARGE);
    }

    @Test
    void failsWithTheRefusalOfAnEventWhateverTheOthersTake() {
        Publication publication = batch(3);
        publication.add(event(3), Refusal.keyless("no key"));
        List<Delivery> events = begin(publication, new RefusalStage(false, new RecordBudget(1000)), entering -> {});
        assertThat(publication.pending()).containsExactly(events.get(3));
        assertThat(publication.pendingWeight()).isZero();
    }

    @Test
    void heedsNoNewsAfterTheDeadline() {
        List<Delivery> events = begin(batch(1));
        events.get(0).expire(DeliveryFailure.timedOut());
        events.get(0).acknowledged(0, null);
        assertThat(told).hasSize(1).first().isInstanceOf(DeliveryFailure.class);
    }

    @Test
    void entersNoStageOnceItIsAnswered() {
        Publication publication = batch(1);
        List<Delivery> events = begin(publication);
        events.get(0).fail(FOR_NOW);
        publication.next();
        assertThat(stages).containsExactly("enter 1", "enter 2", "leave 2", "leave 1");
    }

    private List<Delivery> begin(Publication publication) {
        Stage[] row = {
            new Stage() {
                @Override
                public void enter(Publication entering) {
                    stages.add("enter 1");
                    entering.next();
                }

                @Override
                public void leave(Publication leaving) {
                    stages.add("leave 1");
                }
            },
            new Stage() {
                @Override
                public void enter(Publication entering) {
                    stages.add("enter 2");
                    entering.pending().forEach(Delivery::awaitAll);
                }

                @Override
                public void leave(Publication leaving) {
                    stages.add("leave 2");
                }
            },
            entering -> stages.add("enter 3")
        };
        return begin(publication, row);
    }

    private List<Delivery> begin(Publication publication, Stage... row) {
        Uni.createFrom()
                .<Result>emitter(answer -> publication.begin(row, null, answer))
                .subscribe()
                .with(told::add, told::add);
        return publication.deliveries();
    }

    private static Publication publication(int events) {
        return new Publication(new Arrived(Arrival.ANONYMOUS, Collections.nCopies(events, event(0)), true));
    }

    private static Publication batch(int events) {
        Publication publication = publication(events);
        for (int i = 0; i < events; i++) {
            publication.add(new Mapped(event(i), List.of(), List.of(record())));
        }
        return publication;
    }

    private static KafkaRecord record() {
        return new KafkaRecord("t", KafkaRecord.ANY_PARTITION, KafkaRecord.NOW, null, List.of(), new byte[] {1});
    }

    private static Receipt receipt(int event, Receipt.State state) {
        return new Receipt(event(event), "t", Receipt.UNKNOWN, Receipt.UNKNOWN, state);
    }

    private static CloudEvent event(int number) {
        return new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", Integer.toString(number))
                .set("source", "/s")
                .set("type", "t")
                .build();
    }
}
