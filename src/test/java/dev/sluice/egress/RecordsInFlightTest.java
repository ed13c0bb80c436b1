package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.kafka.DeliveryFailure.Kind;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordsInFlightTest {

    private final RecordsInFlight inFlight = new RecordsInFlight(10_000);

    @Test
    void giveRoomUntilThereIsNone() {
        assertThat(inFlight.take(6_000)).isNull();
        assertThat(kind(inFlight.take(6_000))).isEqualTo(Kind.UNAVAILABLE);
        assertThat(inFlight.bytes()).isEqualTo(6_000);
        inFlight.giveBack(6_000);
        assertThat(inFlight.take(10_000)).isNull();
    }

    @Test
    void refuseForGoodWhatNeverWillHaveRoom() {
        assertThat(kind(inFlight.take(10_001))).isEqualTo(Kind.TOO_LARGE);
        assertThat(kind(inFlight.refusal(10_001))).isEqualTo(Kind.TOO_LARGE);
        assertThat(inFlight.refusal(10_000)).isNull();
        assertThat(inFlight.bytes()).isZero();
    }

    /** A thousand records of no bytes are not nothing. */
    @Test
    void countTheObjectsToo() {
        CloudEvent event = new CloudEvent.Builder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", "1")
                .set("source", "/s")
                .set("type", "t")
                .build();
        KafkaRecord record = new KafkaRecord(
                event,
                "t",
                KafkaRecord.ANY_PARTITION,
                KafkaRecord.NOW,
                new byte[] {1},
                List.of(),
                Bytes.utf8("value").toArray());
        assertThat(RecordsInFlight.weight(List.of(record, record))).isEqualTo(2 * (6 + 512));
    }

    private static Kind kind(DeliveryFailure failure) {
        return failure.kind();
    }
}
