package dev.sluice.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextWithPlacesTest {

    @Test
    void takesATextApart() {
        assertThat(parse("a{{b}}{x}{y}c")).containsExactly("'a{b}'", "<x>", "<y>", "'c'");
    }

    @Test
    void hasNoPartsIfEmpty() {
        assertThat(parse("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "a{b, has a { without a closing }",
        "a}b, has a } without an opening {",
        "a{wrong}, 'has {wrong} in it, which is wrong'"
    })
    void refusesWhatHasNoCounterpartOrIsRefused(String text, String reason) {
        assertThatThrownBy(() -> parse(text)).hasMessageStartingWith(reason);
    }

    private static List<String> parse(String text) {
        return TextWithPlaces.parse(text, literal -> "'" + literal + "'", place -> {
            if (place.equals("wrong")) {
                throw new IllegalArgumentException("is wrong");
            }
            return "<" + place + ">";
        });
    }
}
