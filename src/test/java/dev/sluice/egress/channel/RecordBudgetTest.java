package dev.sluice.egress.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.DeliveryFailure.Kind;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordBudgetTest {

    private final RecordBudget budget = new RecordBudget(10_000);

    @Test
    void givesRoomUntilThereIsNone() {
        assertThat(budget.admit(6_000)).isNull();
        assertThat(kind(budget.admit(6_000))).isEqualTo(Kind.UNAVAILABLE);
        assertThat(budget.bytes()).isEqualTo(6_000);
        budget.release(6_000);
        assertThat(budget.admit(10_000)).isNull();
    }

    @Test
    void refusesPermanentlyWhatNeverWillHaveRoom() {
        assertThat(kind(budget.admit(10_001))).isEqualTo(Kind.TOO_LARGE);
        assertThat(budget.canHold(10_001)).isFalse();
        assertThat(budget.canHold(10_000)).isTrue();
        assertThat(budget.bytes()).isZero();
    }

    /** A thousand records of no bytes are not nothing. */
    @Test
    void countsTheObjectsToo() {
        KafkaRecord record = new KafkaRecord(
                "t",
                KafkaRecord.ANY_PARTITION,
                KafkaRecord.NOW,
                new byte[] {1},
                List.of(),
                Bytes.utf8("value").toArray());
        assertThat(RecordBudget.weight(List.of(record, record))).isEqualTo(2 * (6 + 512));
    }

    private static Kind kind(DeliveryFailure failure) {
        return failure.kind();
    }
}
