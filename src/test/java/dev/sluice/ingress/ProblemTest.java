package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Refusal;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void isOneLineOfJson() {
        assertThat(Problem.json(Outcome.INVALID_ATTRIBUTE, "id", Refusal.NO_INDEX, "id: must not be empty"))
                .isEqualTo("{\"title\":\"INVALID_ATTRIBUTE\",\"status\":400,\"attribute\":\"id\","
                        + "\"detail\":\"id: must not be empty\"}");
    }

    @Test
    void namesNoAttributeWhereNoneIsAtFault() {
        assertThat(Problem.json(Outcome.OVERLOADED, null, Refusal.NO_INDEX, "later"))
                .isEqualTo("{\"title\":\"OVERLOADED\",\"status\":429,\"detail\":\"later\"}");
    }

    @Test
    void cannotBeBrokenByWhatIsPutIntoIt() {
        assertThat(Problem.json(Outcome.MALFORMED, null, Refusal.NO_INDEX, "a\"b\\c\nd\u20ac"))
                .isEqualTo("{\"title\":\"MALFORMED\",\"status\":400,\"detail\":\"a\\\"b\\\\c?d?\"}");
    }
}
