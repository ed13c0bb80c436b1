package dev.sluice.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is packaged, by the list of it that the build writes, against the versions without a known hole. */
class FloorsIT {

    private static final Path FLOORS = Path.of("src/test/resources/floors.txt");

    /** Version by {@code group:artifact}. */
    private static final Map<String, String> PACKAGED = new TreeMap<>();

    private static final List<String> TWICE = new ArrayList<>();

    /** A line of the list. */
    private record Floor(String library, String version, String advisories) {

        static Floor of(String line) {
            String[] parts = line.split("\\s+", 3);
            return new Floor(parts[0], parts[1], parts[2]);
        }

        boolean isFor(String packaged) {
            return packaged.matches(library.replace(".", "\\.").replace("*", ".*"));
        }

        boolean isAbove(String packaged) {
            return new ComparableVersion(packaged).compareTo(new ComparableVersion(version)) < 0;
        }
    }

    @BeforeAll
    static void readTheSbom() throws IOException {
        assumeTrue(PackagedSluice.isJar(), "an executable has its libraries inside");
        Path sbom = PackagedSluice.artifact()
                .resolveSibling("../quarkus-run-cyclonedx.json")
                .normalize();
        for (JsonNode component : new ObjectMapper().readTree(sbom.toFile()).get("components")) {
            String library = component.path("group").asText() + ":"
                    + component.path("name").asText();
            String version = component.path("version").asText();
            String other = PACKAGED.put(library, version);
            if (other != null && !other.equals(version)) {
                TWICE.add(library + " " + other + " and " + version);
            }
        }
    }

    private static List<Floor> floors() throws IOException {
        return Files.readAllLines(FLOORS).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Floor::of)
                .toList();
    }

    @Test
    void packagesNoVersionBelowItsFloor() throws IOException {
        List<String> below = new ArrayList<>();
        for (Floor floor : floors()) {
            PACKAGED.forEach((library, version) -> {
                if (floor.isFor(library) && floor.isAbove(version)) {
                    below.add(library + " " + version + " is below " + floor.version() + ": " + floor.advisories());
                }
            });
        }
        assertThat(below).isEmpty();
    }

    @Test
    void hasNoFloorForWhatIsNotPackaged() throws IOException {
        assertThat(floors())
                .isNotEmpty()
                .allSatisfy(floor -> assertThat(PACKAGED.keySet()).anyMatch(floor::isFor));
    }

    @Test
    void packagesNothingInTwoVersions() {
        assertThat(PACKAGED).hasSizeGreaterThan(50).containsKey("org.apache.kafka:kafka-clients");
        assertThat(TWICE).isEmpty();
    }

    /** The list is of what is there. */
    @Test
    void namesTheLibrariesThatArePackaged() throws IOException {
        Path libraries = PackagedSluice.artifact().resolveSibling("lib/main");
        try (var jars = Files.list(libraries)) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .contains(
                            "org.apache.kafka.kafka-clients-" + PACKAGED.get("org.apache.kafka:kafka-clients") + ".jar")
                    .contains("io.netty.netty-codec-http-" + PACKAGED.get("io.netty:netty-codec-http") + ".jar");
        }
    }
}
