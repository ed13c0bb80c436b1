package dev.sluice.ingress.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.Sender;
import dev.sluice.core.cesql.Expression;
import dev.sluice.core.cesql.InvalidExpression;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.event.Undecoded;
import java.util.List;
import org.junit.jupiter.api.Test;

class GrantsTest {

    @Test
    void nameTheEventByItsPlaceInTheBatchAsItWasSent() throws InvalidExpression {
        Grants grants = new Grants(List.of(new Sender.Grant(null, Expression.parse("type = 'a'"))));
        Arrived arrived = Arrived.of(
                Arrival.ANONYMOUS, List.of(event("a"), event("b")), List.of(undecoded(0), undecoded(2)), true);

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> grants.check(arrived));

        assertThat(refusal.reason()).isEqualTo(Refusal.Reason.FORBIDDEN);
        assertThat(refusal.index()).isEqualTo(3);
    }

    private static CloudEvent event(String type) {
        return new CloudEventBuilder()
                .set("specversion", "1.0")
                .set("id", "1")
                .set("source", "/s")
                .set("type", type)
                .build();
    }

    private static Undecoded undecoded(int index) {
        return new Undecoded(Refusal.malformed("not an event"), index, Bytes.utf8("1"), List.of(), 0);
    }
}
