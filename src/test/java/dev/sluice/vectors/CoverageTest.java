package dev.sluice.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Every requirement of the list has a vector, a named test, or a reason why something else than the core decides it.
 */
class CoverageTest {

    private static final Path LIST = Path.of("src/test/resources/vectors/REQUIREMENTS.md");

    /** A number, one sentence, and where it comes from, perhaps with a line break in it. */
    private static final Pattern REQUIREMENT =
            Pattern.compile("^(\\d+)\\. [^\\n]+?\\.\\s+\\([^()]*(?:\\([^()]*\\)[^()]*)*\\)$", Pattern.MULTILINE);

    private static final Pattern NUMBERED = Pattern.compile("^\\d+\\.", Pattern.MULTILINE);

    /** The numbers of the list, in its order. */
    private static List<Integer> listed() throws IOException {
        return REQUIREMENT
                .matcher(Files.readString(LIST))
                .results()
                .map(requirement -> Integer.valueOf(requirement.group(1)))
                .toList();
    }

    @Test
    void theListHasEachNumberOnceWithItsSource() throws IOException {
        assertThat(listed())
                .isNotEmpty()
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, listed().size()).boxed().toList())
                .hasSameSizeAs(NUMBERED.matcher(Files.readString(LIST))
                        .results()
                        .map(MatchResult::group)
                        .toList());
    }

    @Test
    void everyVectorShowsAListedRequirement() throws IOException {
        List<Integer> listed = listed();
        assertThat(Vector.all()).allSatisfy(vector -> assertThat(listed).contains(vector.item()));
    }

    /** Items that take more than a file to show: the methods that show them. */
    private static final Map<Integer, List<String>> NAMED_TESTS = Map.of(
            25,
            List.of(
                    "dev.sluice.core.SizeTest#storesABodyOf63KiB",
                    "dev.sluice.core.SizeTest#stores48KiBOfAttributesInManyHeaders"),
            67,
            List.of(
                    "dev.sluice.core.json.HostileJsonTest$Depth#refusesAHundredThousandLevels",
                    "dev.sluice.core.json.HostileJsonTest$Length#keepsALongNumberInTheData"),
            81,
            List.of("dev.sluice.core.mapping.RecipeTest#givesNoneForAnAttributeThatIsAbsentOrEmpty"),
            129,
            List.of("dev.sluice.core.cesql.ExpressionTest#matchesWhereItIsTrueWithoutAnError"),
            130,
            List.of("dev.sluice.core.cesql.ExpressionTest#comesToWhatTheTableSays"),
            147,
            List.of("dev.sluice.format.protobuf.ProtobufEventFormatTest$Batches#giveTheirEventsInOrder"),
            151,
            List.of("dev.sluice.format.xml.XmlEventBatchTest#givesTheEventsInTheirOrder"));

    private record Elsewhere(int from, int to, String reason) {}

    private static final List<Elsewhere> DECIDED_ELSEWHERE = List.of(
            new Elsewhere(26, 26, "logging is the shell's; that messages hold no values: RefusalTest"),
            new Elsewhere(42, 42, "nothing here emits ce- headers"),
            new Elsewhere(
                    47,
                    49,
                    "takes several events: BatchTest, and a batch in PropertiesTest; that it can be switched off: item 46"),
            new Elsewhere(50, 50, "HTTP/2 is the server's"),
            new Elsewhere(82, 83, "takes a broker"),
            new Elsewhere(86, 107, "the delivery contract is kept by ingress and egress"),
            new Elsewhere(108, 119, "the webhook handshake is the ingress's"),
            new Elsewhere(131, 142, "the runtime contract is kept by the process as a whole"));

    @Test
    void everyItemIsShownOrDecidedElsewhere() throws IOException {
        Set<Integer> covered = new TreeSet<>(NAMED_TESTS.keySet());
        Vector.all().forEach(vector -> covered.add(vector.item()));
        Set<Integer> elsewhere = DECIDED_ELSEWHERE.stream()
                .flatMapToInt(items -> IntStream.rangeClosed(items.from(), items.to()))
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(covered).as("both shown and decided elsewhere").doesNotContainAnyElementsOf(elsewhere);
        covered.addAll(elsewhere);
        assertThat(covered).containsExactlyElementsOf(listed());
    }

    @Test
    void everyNamedTestExists() {
        assertThat(NAMED_TESTS.values().stream().flatMap(List::stream)).allMatch(CoverageTest::isTest);
    }

    private static boolean isTest(String name) {
        String[] parts = name.split("#", 2);
        try {
            Method[] methods = Class.forName(parts[0]).getDeclaredMethods();
            return Stream.of(methods)
                    .filter(method -> method.getName().equals(parts[1]))
                    .anyMatch(method -> method.isAnnotationPresent(Test.class)
                            || method.isAnnotationPresent(ParameterizedTest.class));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
