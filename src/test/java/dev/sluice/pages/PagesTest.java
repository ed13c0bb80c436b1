package dev.sluice.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether whoever reads the README finds each page, and whoever follows a link something at its end. */
class PagesTest {

    private static final Page README = Page.of(Path.of("README.md"));
    private static final int MOST_BYTES = 12 * 1024;
    private static final Pattern ROOM = Pattern.compile("`([a-z.]+)`");
    private static final Pattern FILE = Pattern.compile("`((?:src|deploy)/[A-Za-z0-9_./-]*[A-Za-z0-9])`");

    static Stream<Page> all() {
        return Stream.concat(Stream.of(README), othersThanTheReadme());
    }

    static Stream<Page> othersThanTheReadme() {
        return Stream.concat(Page.below("src/docs"), Page.below("deploy"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void leadToFilesAndHeadingsThatExist(Page page) {
        assertThat(page.links())
                .filteredOn(link -> !link.startsWith("https://"))
                .allSatisfy(link -> leadsSomewhere(page, link));
    }

    private static void leadsSomewhere(Page page, String link) {
        String[] parts = link.split("#", 2);
        Path folder = page.file().toAbsolutePath().getParent();
        Path file = parts[0].isEmpty()
                ? page.file().toAbsolutePath()
                : folder.resolve(parts[0]).normalize();
        assertThat(file).as(link).isRegularFile().startsWith(Path.of("").toAbsolutePath());
        if (parts.length == 2) {
            assertThat(Page.of(file).anchors()).as("headings for " + link).contains(parts[1]);
        }
    }

    @Test
    void linkToEachOther() {
        assertThat(all().flatMap(page -> page.links().stream()).filter(link -> !link.startsWith("https://")))
                .hasSizeGreaterThan(50)
                .anyMatch(link -> link.contains("#"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void nameFilesThatExist(Page page) {
        assertThat(FILE.matcher(page.text()).results().map(name -> name.group(1)))
                .allSatisfy(name -> assertThat(Path.of(name)).exists());
    }

    @Test
    void areAllListedInTheReadme() {
        assertThat(README.section("Pages").links())
                .containsExactlyInAnyOrderElementsOf(
                        othersThanTheReadme().map(Page::toString).toList());
    }

    @ParameterizedTest
    @MethodSource("othersThanTheReadme")
    void openWithWhomTheyAreFor(Page page) {
        assertThat(page.text()).matches(Pattern.compile("# [^\n]+\n\nThis page is for .*", Pattern.DOTALL));
    }

    @Test
    void beginWithAReadmeOfOnePage() throws IOException {
        assertThat(Files.size(README.file())).isLessThanOrEqualTo(MOST_BYTES);
    }

    @Test
    void nameEveryRoomThatThereIs() throws IOException {
        Set<String> named = new TreeSet<>();
        README.section("How it is built")
                .text()
                .lines()
                .filter(line -> line.startsWith("| `"))
                .forEach(row -> ROOM.matcher(row.split("\\|")[1]).results().forEach(room -> named.add(room.group(1))));
        Path root = Path.of("src/main/java/dev/sluice");
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(named)
                    .containsExactlyInAnyOrderElementsOf(files.filter(file -> file.endsWith("package-info.java"))
                            .map(file ->
                                    root.relativize(file.getParent()).toString().replace('/', '.'))
                            .filter(room -> !room.isEmpty())
                            .toList());
        }
    }
}
