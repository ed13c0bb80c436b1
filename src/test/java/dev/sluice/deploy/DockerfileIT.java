package dev.sluice.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.broker.SharedKafka;
import dev.sluice.http.Events;
import dev.sluice.http.RawHttp;
import dev.sluice.packaged.PackagedSluice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The images, without a container: their files where they have them, and their command. Only one of them is built at a
 * time: what is said of the other one is skipped.
 */
class DockerfileIT {

    private static final Path BUILT = PackagedSluice.artifact().toAbsolutePath().getParent();

    /** A list for tools; nothing reads it when the function runs. */
    private static final String NOT_NEEDED = "quarkus-app-dependencies.txt";

    private static final int FIRST_JDK_WITH_ARCHIVES = 25;

    @Test
    void copiesAllThatTheBuildMakes() throws IOException {
        assumeTheBuildForTheJvm();
        Set<String> copied = Dockerfile.jvm().copies().stream()
                .map(copy -> Path.of(copy.from()))
                .peek(from -> assertThat(from.getParent().getFileName()).isEqualTo(BUILT.getFileName()))
                .map(from -> from.getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> built = Files.list(BUILT)) {
            assertThat(built.map(path -> path.getFileName().toString()))
                    .filteredOn(name -> !name.equals(NOT_NEEDED))
                    .containsExactlyInAnyOrderElementsOf(copied);
        }
    }

    @Test
    void startsWithItsCommandAndFindsTheMountedConfiguration(@TempDir Path directory) throws Exception {
        assumeTheBuildForTheJvm();
        for (Dockerfile.Copy copy : Dockerfile.jvm().copies()) {
            copy(BUILT.resolve(Path.of(copy.from()).getFileName()), directory.resolve(copy.to()));
        }
        Map<String, String> kafka = new SharedKafka().start();
        Path config = Files.createDirectory(directory.resolve("config"));
        Files.writeString(
                config.resolve("application.yaml"),
                "kafka: { bootstrap.servers: %s }\nsluice: { topic: %s }\n"
                        .formatted(kafka.get("kafka.bootstrap.servers"), kafka.get("sluice.topic")));
        Map<String, String> environment = Map.of("PORT", Integer.toString(PackagedSluice.freePort()));
        try (PackagedSluice sluice = PackagedSluice.run(
                directory, environment, command(Dockerfile.jvm().entryPoint()))) {
            assertThat(RawHttp.post(sluice.port(), Events.binary("1"), "{}".getBytes(UTF_8))
                            .status())
                    .isEqualTo(202);
            sluice.terminate();
            assertThat(sluice.exitCode()).isZero();
        }
    }

    @Test
    void copiesTheOneNativeExecutable() throws IOException {
        assumeThat(PackagedSluice.isJar())
                .as("the build for the JVM has no native executable")
                .isFalse();
        PathMatcher copied = FileSystems.getDefault()
                .getPathMatcher(
                        "glob:" + Dockerfile.nativeExecutable().copies().get(0).from());
        try (Stream<Path> built = Files.list(BUILT)) {
            assertThat(built.filter(path -> copied.matches(Path.of("target").resolve(path.getFileName()))))
                    .containsExactly(PackagedSluice.artifact().toAbsolutePath());
        }
    }

    private static void assumeTheBuildForTheJvm() {
        assumeThat(PackagedSluice.isJar())
                .as("the native build has no files for the JVM")
                .isTrue();
    }

    /** As in the image, but with the broker of the tests. */
    @Test
    void trainsWithEventsAndABrokerOfItsOwnAndEndsInOrder(@TempDir Path directory) throws Exception {
        assumeTheBuildForTheJvm();
        List<String> training = Dockerfile.jvm().training();
        int java = training.indexOf("java");
        assertThat(training.subList(0, java)).containsExactly("bash", "/tmp/train.sh", "/tmp/kafka/*");
        List<String> command = command(training.subList(java, training.size()));
        command.replaceAll(
                word -> word.replace("/tmp/", directory + "/").replace("quarkus-run.jar", BUILT + "/quarkus-run.jar"));
        command.addAll(0, List.of("bash", "src/main/docker/train.sh", System.getProperty("java.class.path")));
        Path log = directory.resolve("log");
        ProcessBuilder script =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        script.environment().put("PORT", Integer.toString(PackagedSluice.freePort()));
        script.environment().put("KAFKA_PORT", Integer.toString(PackagedSluice.freePort()));
        int exitCode = script.start().waitFor();
        assertThat(log).content().contains("drained: ");
        assertThat(exitCode).isZero();
        if (Runtime.version().feature() >= FIRST_JDK_WITH_ARCHIVES) {
            assertThat(directory.resolve("sluice.aot")).isNotEmptyFile();
        }
    }

    /** A command with the JVM of the tests, which may be too old for archives. */
    private static List<String> command(List<String> inTheImage) {
        List<String> command = new ArrayList<>(inTheImage);
        assertThat(command.get(0)).isEqualTo("java");
        command.set(0, PackagedSluice.java());
        command.add(1, "-XX:+IgnoreUnrecognizedVMOptions");
        return command;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path target = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    if (!Files.isDirectory(file)) {
                        Files.copy(file, target);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
