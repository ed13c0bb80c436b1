package dev.sluice.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Extension;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTest {

    private final CloudEvent event = new CloudEventBuilder()
            .set("specversion", "1.0")
            .set("id", "7")
            .set("source", "/s")
            .set("type", "t")
            .set("subject", "\u20ac 1")
            .set("partitionkey", "order-42")
            .set("count", "5", Extension.Type.INTEGER)
            .set("flag", "true", Extension.Type.BOOLEAN)
            .set("word", "null")
            .set("nothing", "")
            .build();

    @ParameterizedTest
    @CsvSource({
        "partitionkey, order-42",
        "subject, \u20ac 1",
        "source, /s",
        "id, 7",
        "type, t",
        "specversion, 1.0",
        "count, 5",
        "flag, true",
        "word, null"
    })
    void givesTheValueOfAnyAttribute(String attribute, String value) {
        assertThat(recipe(attribute).value(event, Arrival.ANONYMOUS, null)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "time", "dataschema", "datacontenttype", "nothing", "data", "/pointer"})
    void givesNoneForAnAttributeThatIsAbsentOrEmpty(String attribute) {
        assertThat(recipe(attribute).value(event, Arrival.ANONYMOUS, null)).isNull();
    }

    @Test
    void givesTheFirstThatIsThere() {
        assertThat(recipe("missing", "nothing", "{missing}-{id}", "/a", "id", "partitionkey")
                        .value(event, Arrival.ANONYMOUS, null))
                .isEqualTo("7");
    }

    @Test
    void givesNoneWhereNothingIsAskedFor() {
        assertThat(recipe().value(event, Arrival.ANONYMOUS, null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "{source}#{id}, /s#7",
        "a{id}, a7",
        "{id}, 7",
        "{{{id}}}, {7}",
        "{{a}}-{id}, {a}-7",
        "constant{{}}, constant{}"
    })
    void fillsTheTextOfATemplate(String template, String value) {
        assertThat(recipe(template).value(event, Arrival.ANONYMOUS, null)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{source}#{missing}", "{nothing}", "x{/a/b}", "{hash(/a)}"})
    void givesNoneForATemplateOfWhichAnyPartIsAbsentOrEmpty(String template) {
        assertThat(recipe(template).value(event, Arrival.ANONYMOUS, null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "Subject", "my_ext", "a b", "\u00e9", "{Subject}", "{}", "{a b}", "hash(subject)x"})
    void refusesWhatIsNoAttributeName(String entry) {
        assertThatThrownBy(() -> recipe("subject", entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not an attribute name");
    }

    @ParameterizedTest
    @CsvSource({
        "{a, a { without a closing }",
        "x}, is not an attribute name",
        "{a}}, a } without an opening {",
        "{a}{b, a { without a closing }",
        "hash(subject), hashes something that is not",
        "/a~2, ~",
        "{/a~}, ~"
    })
    void refusesATextThatCannotBeMeant(String entry, String reason) {
        assertThatThrownBy(() -> recipe(entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static Recipe recipe(String... entries) {
        PointerSlots pointers = new PointerSlots();
        return new Recipe(Stream.of(entries)
                .map(entry -> Template.ofEntry(entry, pointers))
                .toList());
    }
}
