package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Configured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether {@code deploy/README.md} speaks of what is there. */
class DeployReadmeTest {

    private static final String README = Manifest.text(Manifest.DEPLOY.resolve("README.md"));
    private static final Pattern PATH = Pattern.compile("(?:deploy|src/main/docker)/[A-Za-z./-]*[A-Za-z]");
    private static final Pattern LINE = Pattern.compile("\\| `([^`]+)` \\|");

    private static final Pattern TRIGGER = Pattern.compile(
            "\n### [^\n]+ to Sluice[^\n]*\n\nConfiguration: \\[([^]]+)]\\(\\.\\./src/docs/triggers\\.md#.*?```sh\n(.*?)```\n",
            Pattern.DOTALL);

    /** What a trigger and the configuration of its sender have to agree on. */
    private static final Pattern AGREED =
            Pattern.compile("path: /\\S*|[a-z]+@[a-z.-]+|arn:[a-z0-9:-]+|[0-9a-f]{8}-[0-9a-f-]{27}"
                    + "|https://sluice\\.example[a-z/]*|api://[a-z]+|X-[A-Za-z-]+|AzureEventGrid[A-Za-z]+");

    /** Where Java joins the parts of a text. */
    private static final Pattern JOINT = Pattern.compile("\"\\s*\\+\\s*\"");

    /** Where a key of Sluice, or of Kafka's client, is told to be missing. */
    private static final Pattern MISSING =
            Pattern.compile("errors\\.miss\\(\"([^\"]+)\"|\"([^\"]+)\",\\s*\" is missing");

    @Test
    void namesFilesThatExist() {
        assertThat(PATH.matcher(README).results().map(MatchResult::group))
                .hasSizeGreaterThan(5)
                .allSatisfy(path -> assertThat(Path.of(path)).exists());
    }

    @Test
    void namesEveryFolder() {
        assertThat(Manifest.files().stream().map(Path::getParent).distinct())
                .filteredOn(folder -> !folder.equals(Manifest.DEPLOY))
                .allSatisfy(folder -> assertThat(README).contains("    " + Manifest.DEPLOY.relativize(folder)));
    }

    static Stream<Arguments> triggers() {
        return TRIGGER.matcher(README).results().map(section -> Arguments.of(section.group(1), section.group(2)));
    }

    @Test
    void leadsFromFiveTriggersToSluice() {
        assertThat(triggers()).hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("triggers")
    void setsATriggerUpForTheConfigurationThatItNames(String heading, String commands) {
        String page = Manifest.text(Path.of("src/docs/triggers.md"));
        String example = page.substring(page.indexOf("\n## " + heading + "\n"));
        String yaml = example.substring(example.indexOf("```yaml"), example.indexOf("```http"));
        assertThat(AGREED.matcher(yaml).results().map(agreed -> agreed.group().replace("path: ", "")))
                .isNotEmpty()
                .allSatisfy(agreed -> assertThat(commands).contains(agreed));
        assertThat(commands.lines().count()).isBetween(7L, 14L);
    }

    @Test
    void givesCloudRunTheSenderOfEventarcByVariables() {
        String section = README.substring(README.indexOf("### Eventarc to Sluice"));
        Map<String, String> variables = new HashMap<>(Map.of("SLUICE_TOPIC", "events"));
        Manifest.parse("variables", fenced(section))
                .get(0)
                .content()
                .forEach(variable -> variables.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        String page = Manifest.text(Path.of("src/docs/triggers.md"));
        assertThat(Configured.by("", variables).config().senders())
                .isEqualTo(Configured.by(fenced(page.substring(page.indexOf("\n## Eventarc\n"))))
                        .config()
                        .senders());
    }

    /** The first configuration in a text. */
    private static String fenced(String text) {
        int start = text.indexOf("```yaml\n") + "```yaml\n".length();
        return text.substring(start, text.indexOf("```", start));
    }

    @Test
    void explainsLinesThatTheFunctionPrints() throws IOException {
        String sources;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sources = String.join(
                    "\n", files.filter(Files::isRegularFile).map(Manifest::text).toList());
        }
        String joined = JOINT.matcher(sources).replaceAll("");
        String printed = MISSING.matcher(joined).replaceAll("$1$2 is missing");
        List<String> explained = LINE.matcher(README.substring(README.indexOf("Lines of a startup that fails")))
                .results()
                .map(line -> line.group(1))
                .toList();
        assertThat(explained)
                .hasSizeGreaterThan(5)
                .allSatisfy(line -> assertThat(printed.contains(line))
                        .as("something prints '" + line + "'")
                        .isTrue());
    }
}
