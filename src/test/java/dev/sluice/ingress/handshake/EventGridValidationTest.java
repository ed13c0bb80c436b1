package dev.sluice.ingress.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventGridValidationTest {

    private static final String TYPE = "\"eventType\":\"Microsoft.EventGrid.SubscriptionValidationEvent\"";

    @Test
    void findsTheCodeWhereverItStands() {
        assertThat(code("[{\"id\":\"1\",\"data\":{\"validationUrl\":\"https://x\",\"validationCode\":\"AB-12\"}," + TYPE
                        + "}]"))
                .isEqualTo("AB-12");
        assertThat(code(" [ { " + TYPE + " , \"data\" : { \"validationCode\" : \"c\" } } ] "))
                .isEqualTo("c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "[{}]",
                "[{TYPE}]",
                "[{TYPE,\"data\":{}}]",
                "[{TYPE,\"data\":\"c\"}]",
                "[{TYPE,\"data\":{\"validationCode\":5}}]",
                "[{TYPE,\"data\":{\"validationCode\":\"\\\"}\"}}]",
                "[{TYPE,\"data\":{\"validationCode\":\"c\"}},{}]",
                "[{TYPE,\"data\":{\"validationCode\":\"c\"}}] x",
                "[{\"eventType\":\"other\",\"data\":{\"validationCode\":\"c\"}}]",
            })
    void refusesAnythingElse(String json) {
        assertThatExceptionOfType(Refusal.class).isThrownBy(() -> code(json.replace("TYPE", TYPE)));
    }

    private static String code(String json) {
        return EventGridValidation.code(Bytes.utf8(json));
    }
}
