package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Refusals are one printable line that names the attribute and the rule, and never a value. */
class RefusalTest {

    private static final String SECRET = "secret\n\u0000\u20ac";

    @ParameterizedTest
    @MethodSource("refusals")
    void neverShowsTheValue(Consumer<CloudEventBuilder> step) {
        CloudEventBuilder event = new CloudEventBuilder();
        assertThatCode(() -> step.accept(event)).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.getMessage()).doesNotContain("secret").matches("[ -~]+");
            assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID_ATTRIBUTE);
            assertThat(refusal.getMessage()).startsWith(refusal.attribute() + ": ");
            assertThat(refusal.getStackTrace()).isEmpty();
        });
    }

    static Stream<Consumer<CloudEventBuilder>> refusals() {
        Stream<Consumer<CloudEventBuilder>> values = Stream.of(
                        "specversion",
                        "id",
                        "source",
                        "type",
                        "subject",
                        "time",
                        "dataschema",
                        "datacontenttype",
                        "ext")
                .map(name -> event -> event.set(name, SECRET));
        Stream<Consumer<CloudEventBuilder>> repeated = Stream.of("id", "type", "subject", "ext", "partitionkey")
                .map(name -> event -> event.set(name, "secret").set(name, "secret"));
        return Stream.concat(values, repeated);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "my_ext, my_ext",
                "my ext, my?ext",
                "'a\nb', a?b",
                "\u00e9\u20ac, ??",
                "a\"b\\c, a?b?c",
                "'', (an empty name)",
                "Abcdefghijklmnopqrstuvwxyzabcdefghijklmn, Abcdefghijklmnopqrstuvwxyzabcdefghijklmn",
                "Abcdefghijklmnopqrstuvwxyzabcdefghijklmno, Abcdefghijklmnopqrstuvwxyzabcdefghijklmn..."
            })
    void showsANameAsPrintableAsciiAndNotTooMuchOfIt(String name, String shown) {
        assertThatCode(() -> new CloudEventBuilder().set(name, "x"))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.attribute()).isEqualTo(shown));
    }

    @Test
    void namesNoAttributeWhereTheMessageAsAWholeIsAtFault() {
        for (Refusal refusal :
                List.of(Refusal.malformed("rule"), Refusal.unsupported("rule"), Refusal.tooLarge(1000))) {
            assertThat(refusal.attribute()).isNull();
            assertThat(refusal.getMessage()).matches("[ -~]+");
        }
    }

    @Test
    void saysTheLimit() {
        assertThat(Refusal.tooLarge(917504)).hasMessageContaining("917504 bytes");
    }

    @Test
    void anEventShowsItsSourceAndIdAndNeverItsData() {
        CloudEvent event = new CloudEventBuilder()
                .set("specversion", "1.0")
                .set("id", "7")
                .set("source", "/s")
                .set("type", "t")
                .set("subject", "secret")
                .data(Bytes.utf8("secret"))
                .build();
        assertThat(event).hasToString("/s 7");
    }
}
