package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whether {@code deploy/README.md} speaks of what is there. */
class DeployReadmeTest {

    private static final String README = Manifest.text(Manifest.DEPLOY.resolve("README.md"));
    private static final Pattern PATH = Pattern.compile("(?:deploy|src/main/docker)/[A-Za-z./-]*[A-Za-z]");
    private static final Pattern LINE = Pattern.compile("\\| `([^`]+)` \\|");

    /** Where Java joins the parts of a text. */
    private static final Pattern JOINT = Pattern.compile("\"\\s*\\+\\s*\"");

    /** Where a key is told to be missing. */
    private static final Pattern MISSING = Pattern.compile("errors\\.miss\\(\"([^\"]+)\"");

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

    @Test
    void explainsLinesThatTheFunctionPrints() throws IOException {
        String sources;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sources = String.join(
                    "\n", files.filter(Files::isRegularFile).map(Manifest::text).toList());
        }
        String joined = JOINT.matcher(sources).replaceAll("");
        String printed = MISSING.matcher(joined).replaceAll("$1 is missing");
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
