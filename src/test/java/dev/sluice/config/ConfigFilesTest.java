package dev.sluice.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFilesTest {

    private static final String WRONG = "sluice:\n\ttopic: t\n";

    @TempDir
    private Path directory;

    @BeforeEach
    void makeTheDirectory() throws IOException {
        Files.createDirectory(directory.resolve("config"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application.yaml", "application.yml", "application-prod.yaml"})
    void areLookedAtByName(String name) throws IOException {
        Files.writeString(directory.resolve("config").resolve(name), WRONG);
        assertThat(problems(Map.of())).containsExactly(line("config/" + name));
    }

    @Test
    void ofAnotherProfileAreNotRead() throws IOException {
        Files.writeString(directory.resolve("config/application-dev.yaml"), WRONG);
        assertThat(problems(Map.of())).isEmpty();
        assertThat(problems(Map.of("quarkus.profile", "eu,dev"))).containsExactly(line("config/application-dev.yaml"));
    }

    @Test
    void mayBeSomewhereElse() throws IOException {
        Path mounted = Files.createDirectory(directory.resolve("mounted"));
        Path file = Files.writeString(mounted.resolve("keys.yaml"), WRONG);
        Files.writeString(mounted.resolve("keys.properties"), "a");
        for (String location : List.of("mounted", "mounted/keys.yaml", "a.yaml, " + file.toUri(), mounted.toString())) {
            assertThat(problems(Map.of("quarkus.config.locations", location)))
                    .containsExactly(line("mounted/keys.yaml"));
        }
        assertThat(problems(Map.of("smallrye.config.locations", "://, mounted/keys.properties")))
                .isEmpty();
    }

    @Test
    void mayBeMissingOrRight() throws IOException {
        assertThat(problems(Map.of())).isEmpty();
        Files.writeString(directory.resolve("config/application.yaml"), "\uFEFFsluice:\r\n  topic: t\r\n");
        assertThat(problems(Map.of())).isEmpty();
    }

    @Test
    void areNamedWhereThereIsNone() throws IOException {
        assertThat(ConfigFiles.nothing(directory, Map.of("quarkus.profile", "eu")::get))
                .isEqualTo("nothing is configured: no variable begins with SLUICE_, and in " + directory
                        + " there is none of config/application.yaml, config/application.yml,"
                        + " config/application-eu.yaml, config/application-eu.yml, config/application.properties");
        assertThat(ConfigFiles.nothing(directory, Map.of("quarkus.config.locations", "elsewhere")::get))
                .isNull();
        Files.createFile(directory.resolve("config/application.yml"));
        assertThat(ConfigFiles.nothing(directory, setting -> null)).isNull();
    }

    @Test
    void areToldIfTheyAreNotUtf8() throws IOException {
        Files.write(directory.resolve("config/application.yaml"), "sluice: { topic: gr\u00fcn }".getBytes(ISO_8859_1));
        assertThat(problems(Map.of()))
                .singleElement()
                .asString()
                .startsWith("config/application.yaml cannot be read as text in UTF-8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sluice: { topic: '${sluice.topic}' }            | sluice.topic refers to itself
            sluice: { topic: 'a.${sluice.topic:b}' }        | sluice.topic refers to itself
            sluice: { topic: '${NAME:${sluice.topic}}' }    | sluice.topic refers to itself
            sluice: { key: [a, '${sluice.key}'] }           | sluice.key refers to itself
            sluice: { topic: '${b.c}', d: 1 }\\nb.c: '${ a }'\\na: '${sluice.topic}' | a refers to itself through sluice.topic, b.c
            """)
    void areToldIfAKeyRefersToItself(String yaml, String told) throws IOException {
        Files.writeString(directory.resolve("config/application.yaml"), yaml.replace("\\n", "\n"));
        assertThat(problems(Map.of()))
                .containsExactly(
                        "config/application.yaml: " + told + ": write a value, or ${NAME} with the name of a variable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice: { topic: '$${sluice.topic}' }",
                "sluice: { topic: '${topic}' }\ntopic: events",
                "sluice: { topic: '${sluice.path} ${sluice.path}', path: '/${NAME}' }",
                "sluice: { rejects: { topic: '${sluice.topic}' } }",
                "NAME: '${NAME}'"
            })
    void mayHaveKeysThatReferToOthers(String yaml) throws IOException {
        Files.writeString(directory.resolve("config/application.yaml"), yaml);
        assertThat(problems(Map.of("NAME", "set"))).isEmpty();
    }

    @Test
    void mayReferToWhatAnotherFileOverrides() throws IOException {
        Files.writeString(directory.resolve("config/application.yaml"), "sluice: { topic: '${sluice.topic}' }");
        Files.writeString(directory.resolve("config/application-prod.yaml"), "sluice: { topic: events }");
        assertThat(problems(Map.of())).isEmpty();
    }

    private List<String> problems(Map<String, String> settings) {
        return ConfigFiles.problems(directory, settings::get);
    }

    private static String line(String file) {
        return file + ", line 2, column 1: the line is indented with a tab: use spaces";
    }
}
