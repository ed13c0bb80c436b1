package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {

    private static final String NAME = "config/application.yaml";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sluice:\\n  topic: t\\n   path: /x           | line 3, column 8: a colon stands where none can: check the indentation, or put the text in quotes
            sluice:\\n\\ttopic: t                        | line 2, column 1: the line is indented with a tab: use spaces
            sluice:\\n  topic: t\\n\\tpath: /x           | line 3, column 1: the line is indented with a tab: use spaces
            sluice:\\n  when: a: b                       | line 2, column 10: a colon stands where none can: check the indentation, or put the text in quotes
            sluice:\\n  topic: {x}.events                | line 2, column 13: a text goes on after its quote or brace: put all of it in quotes, or check the indentation
            sluice:\\n  topic: "a" b                     | line 2, column 14: a text goes on after its quote or brace: put all of it in quotes, or check the indentation
            sluice:\\n  topic: @events                   | line 2, column 10: a text starts with a character of YAML's own: put it in quotes
            sluice:\\n  topic: %events                   | line 2, column 10: a text starts with a character of YAML's own: put it in quotes
            sluice:\\n  topic: *events                   | line 2, column 10: a text starts with *, which YAML takes for a reference: put it in quotes
            sluice:\\n  topic: 'events\\n                | line 2, column 10: the quote that opens here is not closed
            sluice:\\n  key: [a, b\\n  path: /x          | line 2, column 8: the bracket that opens here is not closed, or a comma is missing
            sluice:\\n  redact:\\n    /a: drop\\n   /b: drop | line 4, column 4: the indentation is not that of the keys above it: use the same
            sluice:\\n  topic: t\\n path: /x             | line 3, column 2: the indentation is not that of the keys above it: use the same
            sluice:\\n  topic\\n  path: /x               | line 3, column 7: a colon stands where none can: check the indentation, or put the text in quotes
            sluice: { topic: t }\\nsluice: { path: /x }  | line 2, column 1: the key sluice is there already, in line 1: remove one of the two, because only the last would apply
            sluice: { topic: t, redact: { /a: drop, /a: mask } } | line 1, column 41: the key /a is there already, in line 1: remove one of the two, because only the last would apply
            sluice: { topic: t }\\n---\\nsluice: { path: /x } | line 3, column 1: a second document begins: remove the line --- before it
            sluice:\\n  topic: !Ref x                    | line 2, column 10: there is a tag of YAML (!), which Sluice does not read: leave it out, or put the text in quotes
            - sluice: { topic: a }                       | line 1, column 1: the file is a list: write sluice: and its keys below it
            topic events                                 | line 1, column 1: the file is a text: write sluice: and its keys below it
            sluice:\\n  - topic: events                  | line 2, column 3: sluice is a list: write its keys below it, as key: value and without hyphens
            sluice: events                               | line 1, column 9: sluice is a text: write its keys below it, as key: value and without hyphens
            kafka: ["a:1"]                               | line 1, column 8: kafka is a list: write its keys below it, as key: value and without hyphens
            "%prod": { sluice: [a] }                     | line 1, column 20: sluice is a list: write its keys below it, as key: value and without hyphens
            sluice: { batch: true }                      | line 1, column 18: sluice.batch is a text: write its keys below it, as key: value and without hyphens
            sluice: { rejects: parked }                  | line 1, column 20: sluice.rejects is a text: write its keys below it, as key: value and without hyphens
            sluice: { dedup: [ { entries: 5 } ] }        | line 1, column 18: sluice.dedup is a list: write its keys below it, as key: value and without hyphens
            sluice: { routes: [ { when: a } ] }          | line 1, column 19: sluice.routes is a list: write its keys below it, as key: value and without hyphens
            sluice: { routes: { a: [ { when: b } ] } }   | line 1, column 24: sluice.routes.a is a list: write its keys below it, as key: value and without hyphens
            sluice: { routes: { a: "x = 1" } }           | line 1, column 24: sluice.routes.a is a text: write its keys below it, as key: value and without hyphens
            sluice: { routes: { a: { key: [[b]] } } }    | line 1, column 32: sluice.routes.a.key has a list in its list: write texts, in quotes if they have brackets or braces
            sluice: { key: [[a, b], c] }                 | line 1, column 17: sluice.key has a list in its list: write texts, in quotes if they have brackets or braces
            sluice: { key: [{a: b}, c] }                 | line 1, column 17: sluice.key has a map in its list: write texts, in quotes if they have brackets or braces
            sluice: { key: [{a}] }                       | line 1, column 17: sluice.key has a map in its list: write texts, in quotes if they have brackets or braces
            sluice: { topic: { name: events } }          | line 1, column 18: sluice.topic is a map: write a text, in quotes if it has braces
            sluice: { headers: [ a ] }                   | line 1, column 20: sluice.headers is a list: write name: value below it, without hyphens
            sluice: { headers: { a: [b, c] } }           | line 1, column 25: sluice.headers.a is a list: write one text as its value
            sluice: { value: avro }                      | line 1, column 18: sluice.value is a text: write its keys below it, as key: value and without hyphens
            sluice: { routes: { r: { value: avro } } }   | line 1, column 33: sluice.routes.r.value is a text: write its keys below it, as key: value and without hyphens
            sluice: { value: { subject: { a: b } } }     | line 1, column 29: sluice.value.subject is a map: write a text, in quotes if it has braces
            sluice: { redact: [ /a ] }                   | line 1, column 19: sluice.redact is a list: write name: value below it, without hyphens
            sluice: { redact: { a: { b: c } } }          | line 1, column 24: sluice.redact.a is a map: write the whole place in one name, as in /order/id, and one text as its value
            sluice: { routes: { r: { redact: { /a: [drop] } } } } | line 1, column 40: sluice.routes.r.redact./a is a list: write the whole place in one name, as in /order/id, and one text as its value
            """)
    void isToldInOneLineWithItsPlace(String yaml, String told) {
        assertThat(YamlFile.problems(NAME, text(yaml))).containsExactly(NAME + ", " + told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing\\n",
                "---\\nsluice: { topic: t }\\n",
                "sluice:\\n",
                "sluice: { topic: [t], key: [a, b], headers: a=b, redact: { /a: drop } }",
                "sluice: { key: {/order/id}, redact: }",
                "sluice: { topic: 2026-01-01, dedup: { entries: 5 }, headers: { a: 1 } }",
                "sluice: { topic: t, others: { a: { b: [[c]] } } }",
                "sluice: { routes: { topic: x, when: y } }",
                "observer: [ { url: x } ]\\nsluice.topic: t",
                "a: &all { acks: 1 }\\nb: { <<: *all, <<: *all }",
                "sluice: { topic: t }\\n...\\n"
            })
    void leavesTheRestAlone(String yaml) {
        assertThat(YamlFile.problems(NAME, text(yaml))).isEmpty();
    }

    @Test
    void showsNoValue() {
        for (String yaml : new String[] {
            "kafka:\n  password: *hunter2", "kafka:\n  password: 'hunter2", "kafka:\n  password: \"a\\hunter2\"",
            "kafka:\n  password: !hunter2 x", "kafka: { password: hunter2", "kafka:\n  password: hunter2: x"
        }) {
            assertThat(YamlFile.problems(NAME, yaml)).singleElement().asString().doesNotContain("unter2");
        }
    }

    @Test
    void tellsACharacterThatIsNotText() {
        assertThat(YamlFile.problems(NAME, "sluice:\n  topic: a\u0007b\n"))
                .containsExactly(NAME
                        + ", line 2: there is a character that YAML does not allow: write the file as text in UTF-8");
    }

    @Test
    void knowsEveryKeyThatHasKeysBelowIt() {
        Set<String> maps = UnknownKeyCheck.names().stream()
                .map(name -> name.split("\\."))
                .filter(steps -> steps.length > 2)
                .map(steps -> steps[1])
                .collect(Collectors.toSet());
        maps.removeAll(YamlFile.MAPS_OF_TEXTS);
        maps.removeIf(name -> name.endsWith("[*]"));
        assertThat(YamlFile.MAPS).isEqualTo(maps);
    }

    private static String text(String yaml) {
        return yaml.replace("\\n", "\n").replace("\\t", "\t");
    }
}
