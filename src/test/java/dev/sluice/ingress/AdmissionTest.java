package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingress.connection.Origin;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final Origin greedy = new Origin();
    private final Origin modest = new Origin();

    @Test
    void takesABatchAsAWholeWhereOneEventWouldBeTaken() {
        Admission admission = new Admission(8, 0, () -> false);
        assertThat(admission.admitEvents(7, null)).isTrue();
        assertThat(admission.admitEvents(5, null)).isTrue();
        assertThat(admission.events()).isEqualTo(12);
        assertThat(admission.admitEvents(1, null)).isFalse();
        assertThat(admission.isFull()).isTrue();
        admission.release(12, 0, null);
        assertThat(admission.events()).isZero();
    }

    @Test
    void keepsTheLastQuarterForAddressesThatHaveLessThanHalf() {
        Admission admission = new Admission(8, 0, () -> true);
        take(admission, greedy, 6);
        assertThat(admission.admitEvents(1, greedy)).isFalse();
        take(admission, modest, 2);
        assertThat(admission.admitEvents(1, modest)).isFalse();
        admission.release(3, 0, greedy);
        assertThat(greedy.events()).isEqualTo(3);
        take(admission, greedy, 1);
        assertThat(admission.admitEvents(1, greedy)).isFalse();
    }

    @Test
    void givesAllToAnAddressThatIsAlone() {
        Admission admission = new Admission(8, 0, () -> false);
        take(admission, greedy, 8);
        assertThat(admission.admitEvents(1, greedy)).isFalse();
    }

    private static void take(Admission admission, Origin origin, int events) {
        for (int i = 0; i < events; i++) {
            assertThat(admission.admitEvents(1, origin)).isTrue();
        }
    }
}
