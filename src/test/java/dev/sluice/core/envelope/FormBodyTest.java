package dev.sluice.core.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.Refusal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormBodyTest {

    @ParameterizedTest
    @CsvSource({
        "payload=%7B%22a%22%3A1%7D, '{\"a\":1}'",
        "a=b&payload={}, {}",
        "payload=1&a=b&, 1",
        "p%61yload=a+b%2B%e2%82%ac, a b+\u20ac",
        "&&payload=a=b, a=b",
        "a&payload=1, 1"
    })
    void givesTheFieldWithoutItsEncoding(String body, String value) {
        assertThat(field(body).asUtf8()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"payload", "payload=", "payload=&a=b"})
    void givesAnEmptyField(String body) {
        assertThat(field(body).length()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'', the form has no field payload",
        "a=b, the form has no field payload",
        "Payload=1, the form has no field payload",
        "payload=1&payload=2, the form has the field payload twice",
        "payload=1&p%61yload=2, the form has the field payload twice",
        "payload=%2, the form has a percent sign that is not followed by two hex digits",
        "payload=%2&x, the form has a percent sign that is not followed by two hex digits",
        "payload=%gg, the form has a percent sign that is not followed by two hex digits",
        "payload=1&a=%, the form has a percent sign that is not followed by two hex digits",
        "payload=a b, the form has a character that must be percent-encoded",
        "a=\u20ac&payload=1, the form has a character that must be percent-encoded"
    })
    void refusesWhatIsNoFormWithThatField(String body, String message) {
        assertThatThrownBy(() -> field(body)).isInstanceOf(Refusal.class).hasMessage(message);
    }

    @Test
    void boundsTheNumberOfFields() {
        assertThat(field("a&".repeat(99) + "payload=1").asUtf8()).isEqualTo("1");
        assertThatThrownBy(() -> field("a&".repeat(100) + "payload=1")).hasMessageContaining("more than 100 fields");
    }

    private static Bytes field(String body) {
        byte[] around = ("x" + body + "&payload=y").getBytes(StandardCharsets.UTF_8);
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return FormBody.field(Bytes.of(around).slice(1, length + 1), "payload");
    }
}
