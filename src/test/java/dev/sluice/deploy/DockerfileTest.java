package dev.sluice.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.deploy.Dockerfile.Instruction;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the images promise, as far as it can be read. */
class DockerfileTest {

    static Stream<Dockerfile> dockerfiles() {
        return Stream.of(Dockerfile.jvm(), Dockerfile.nativeExecutable());
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void opensWithWhatItMakesAndWhatItAssumes(Dockerfile dockerfile) {
        assertThat(dockerfile.text().lines().limit(2))
                .satisfiesExactly(
                        first -> assertThat(first).matches("# Makes: .+[.]"),
                        second -> assertThat(second)
                                .matches("# Assumes: .+")
                                .contains("docker build -f src/main/docker/" + dockerfile.name() + " -t sluice ."));
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void runsAsANumberedUserWithGroupZeroWhereverItRunsAnything(Dockerfile dockerfile) {
        assertThat(dockerfile.all("USER"))
                .isNotEmpty()
                .allSatisfy(user -> assertThat(user.rest()).matches("[1-9]\\d*:0"));
        // each stage that runs something is told so before, or stands on one that is
        List<String> words =
                dockerfile.instructions().stream().map(Instruction::word).toList();
        assertThat(words.indexOf("USER")).isLessThan(words.indexOf("RUN"));
        assertThat(dockerfile.userOfTheLastStage()).isPresent();
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void needsNoShell(Dockerfile dockerfile) {
        assertThat(dockerfile.all("RUN"))
                .isNotEmpty()
                .allSatisfy(run -> assertThat(run.command()).isNotEmpty());
        assertThat(dockerfile.entryPoint()).isNotEmpty();
        assertThat(dockerfile.all("CMD")).isEmpty();
    }

    /** A stage that the last one takes nothing from is not built. */
    @ParameterizedTest
    @MethodSource("dockerfiles")
    void isNotMadeWhereTheSelfTestFails(Dockerfile dockerfile) {
        assertThat(dockerfile.all("RUN").get(0).command()).endsWith("--self-test");
        List<Instruction> instructions = dockerfile.instructions();
        int run = instructions.indexOf(dockerfile.all("RUN").get(0));
        String stage = instructions.subList(0, run).stream()
                .filter(instruction -> instruction.word().equals("FROM"))
                .reduce((first, second) -> second)
                .map(from -> from.rest().replaceFirst(".* AS ", ""))
                .orElseThrow();
        assertThat(instructions.subList(dockerfile.startOfTheLastStage(), instructions.size()))
                .anyMatch(instruction -> instruction.rest().startsWith("--from=" + stage + " "));
    }

    @Test
    void trainsTheArchiveWithTheCollectorAndTheJarThatUseIt() {
        List<String> training = Dockerfile.jvm().training();
        List<String> running = Dockerfile.jvm().entryPoint();
        assertThat(collectors(training)).isNotEmpty().isEqualTo(collectors(running));
        assertThat(training.get(training.indexOf("-jar") + 1)).isEqualTo(running.get(running.indexOf("-jar") + 1));
        String written = option(training, "-XX:AOTCacheOutput=");
        String read = option(running, "-XX:AOTCache=");
        assertThat(Dockerfile.jvm().all("COPY")).anyMatch(copy -> copy.rest().endsWith(" " + written + " " + read));
    }

    @Test
    void trainsWithABrokerOfTheVersionOfTheClient() {
        String version =
                Manifest.text(Path.of("pom.xml")).replaceAll("(?s).*<kafka.version>(.*?)</kafka.version>.*", "$1");
        assertThat(Dockerfile.jvm().all("FROM"))
                .anyMatch(from -> from.rest().equals("docker.io/apache/kafka:" + version + " AS kafka"));
    }

    private static List<String> collectors(List<String> command) {
        return command.stream()
                .filter(option -> option.matches("-XX:[+]Use\\w+GC"))
                .toList();
    }

    private static String option(List<String> command, String prefix) {
        return command.stream()
                .filter(option -> option.startsWith(prefix))
                .map(option -> option.substring(prefix.length()))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void copiesOnlyWhatDockerignoreLetsThrough(Dockerfile dockerfile) {
        List<String> lines = Manifest.text(Path.of(".dockerignore")).lines().toList();
        assertThat(lines).startsWith("*");
        assertThat(dockerfile.fromTheContext())
                .isNotEmpty()
                .allSatisfy(copied -> assertThat(lines)
                        .anyMatch(line -> line.startsWith("!") && copied.startsWith(line.substring(1))));
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void bringsTheLicenceAndTheNotice(Dockerfile dockerfile) {
        List<String> image =
                dockerfile
                        .instructions()
                        .subList(
                                dockerfile.startOfTheLastStage(),
                                dockerfile.instructions().size())
                        .stream()
                        .map(Instruction::rest)
                        .toList();
        for (String name : List.of("LICENSE", "NOTICE")) {
            Path text = Path.of("src/main/resources/META-INF", name);
            assertThat(image).contains(text + " /licenses/" + name);
            assertThat(Manifest.text(text)).contains("Apache License");
        }
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void listensWhereTheFunctionDoes(Dockerfile dockerfile) {
        assertThat(Manifest.text(Path.of("src/main/resources/application.yaml")))
                .contains("port: ${PORT:" + dockerfile.port() + "}");
    }

    @ParameterizedTest
    @MethodSource("dockerfiles")
    void isLabelledAsTheProjectIs(Dockerfile dockerfile) {
        String pom = Manifest.text(Path.of("pom.xml"));
        String labels = dockerfile.last("LABEL");
        for (String element : List.of("name", "description")) {
            String value = pom.replaceAll("(?s).*?<" + element + ">(.*?)</" + element + ">.*", "$1");
            assertThat(labels).contains("=\"" + value + "\"");
        }
        assertThat(labels).contains("org.opencontainers.image.licenses=\"Apache-2.0\"");
        assertThat(pom).contains("<name>Apache-2.0</name>");
    }
}
