package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The compiler writes the numbers of the steps into the observers, so this reads the sources. */
class StartOrderTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern PRIORITY = Pattern.compile("@Observes\\s+@Priority\\(\\s*([^)]+?)\\s*\\)");

    private static List<String> steps() {
        return Stream.of(StartOrder.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(field -> "StartOrder." + field.getName())
                .toList();
    }

    private static List<String> priorities() throws IOException {
        List<String> priorities = new ArrayList<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                PRIORITY.matcher(Files.readString(file)).results().forEach(found -> priorities.add(found.group(1)));
            }
        }
        return priorities;
    }

    @Test
    void hasEveryPriorityThatThereIsAndNoOther() throws IOException {
        assertThat(priorities()).containsExactlyInAnyOrderElementsOf(steps());
    }

    @Test
    void countsTheStepsInTheOrderInWhichTheyAreWritten() throws Exception {
        String source =
                Files.readString(SOURCES.resolve(StartOrder.class.getName().replace('.', '/') + ".java"));
        List<Integer> written = Pattern.compile("int \\w+ = (\\d+);")
                .matcher(source)
                .results()
                .map(step -> Integer.valueOf(step.group(1)))
                .toList();
        assertThat(written)
                .hasSameSizeAs(steps())
                .isEqualTo(IntStream.rangeClosed(1, written.size()).boxed().toList());
    }
}
