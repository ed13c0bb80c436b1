package dev.sluice.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.Extension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRecipeTest {

    private final CloudEvent event = new CloudEvent.Builder()
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
    void givesTheUtf8BytesOfAnyAttribute(String attribute, String key) {
        assertThat(new KeyRecipe(List.of(attribute)).key(event)).isEqualTo(key.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "time", "dataschema", "datacontenttype", "nothing", "data"})
    void givesNoneForAnAttributeThatIsAbsentOrEmpty(String attribute) {
        assertThat(new KeyRecipe(List.of(attribute)).key(event)).isNull();
    }

    @Test
    void givesTheFirstThatIsThere() {
        assertThat(new KeyRecipe(List.of("missing", "nothing", "id", "partitionkey")).key(event))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("7");
    }

    @Test
    void givesNoneWhereNothingIsAskedFor() {
        assertThat(new KeyRecipe(List.of()).key(event)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Subject", "my_ext", "a b", "{a}", "/a", "\u00e9"})
    void refusesWhatIsNoAttributeName(String name) {
        assertThatThrownBy(() -> new KeyRecipe(List.of("subject", name)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + name + "' is not an attribute name");
    }
}
