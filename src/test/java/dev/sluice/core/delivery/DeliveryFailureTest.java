package dev.sluice.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.delivery.DeliveryFailure.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeliveryFailureTest {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void carriesItsKindItsLineAndItsCauseButNoStack(Kind kind) {
        Exception cause = new Exception("from Kafka");
        DeliveryFailure failure = new DeliveryFailure(kind, "the reason", cause);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessage("the reason").hasCause(cause);
        assertThat(failure.getStackTrace()).isEmpty();
    }

    @Test
    void saysOfATimeOutThatTheOutcomeIsUnknown() {
        DeliveryFailure failure = DeliveryFailure.timedOut();
        assertThat(failure.kind()).isEqualTo(Kind.TIMED_OUT);
        assertThat(failure).hasMessageContaining("may still be written").hasNoCause();
        assertThat(failure.getMessage()).matches("[ -~]+");
    }
}
