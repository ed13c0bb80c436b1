package dev.sluice.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.data.JsonPointer;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {

    private final Challenge challenge = new Challenge(
            null, JsonPointer.parse("/challenge"), Map.of(JsonPointer.parse("/type"), "url_verification"));

    @Test
    void isAnsweredWithItsText() {
        assertThat(challenge.isInBody()).isTrue();
        assertThat(answer("{\"token\":\"x\",\"challenge\":\"3eZbrw1aB\",\"type\":\"url_verification\"}"))
                .isEqualTo("3eZbrw1aB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"event_callback\",\"challenge\":\"a\"}",
                "{\"challenge\":\"a\"}",
                "{\"type\":[\"url_verification\"],\"challenge\":\"a\"}",
                "{\"type\":\"url_verification\",\"type\":\"url_verification\",\"challenge\":\"a\"}",
                "not JSON",
                ""
            })
    void isNoneIfTheBodyIsAnEventOrNothingThatIsRead(String body) {
        assertThat(answer(body)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<b>", "a b", "a\\nb", "\\u00e9", "\\ud83d", "", "{\\\"a\\\":1}"})
    void isRefusedIfItsTextCouldBeTakenForMore(String text) {
        assertThatThrownBy(() -> answer("{\"type\":\"url_verification\",\"challenge\":\"" + text + "\"}"))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("the challenge has no text that is answered");
    }

    @Test
    void isRefusedWithoutAText() {
        assertThatThrownBy(() -> answer("{\"type\":\"url_verification\"}")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> answer("{\"type\":\"url_verification\",\"challenge\":\"" + "a".repeat(513) + "\"}"))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void isNotLookedForInALongBody() {
        String padding = "x".repeat(Challenge.MOST_BYTES);
        assertThat(answer("{\"type\":\"url_verification\",\"challenge\":\"a\",\"p\":\"" + padding + "\"}"))
                .isNull();
    }

    @Test
    void mayBeAQueryOnly() {
        Challenge inQuery = new Challenge("challenge", null, Map.of());
        assertThat(inQuery.query()).isEqualTo("challenge");
        assertThat(inQuery.isInBody()).isFalse();
        assertThat(inQuery.answer(Bytes.utf8("{}"))).isNull();
        assertThat(Challenge.mayBeAnswered("8ec8d794-99a7-4c8b-9d7d-2c9a0a1d1f3e"))
                .isTrue();
    }

    private String answer(String body) {
        return challenge.answer(Bytes.utf8(body));
    }
}
