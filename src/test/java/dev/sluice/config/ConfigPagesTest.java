package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.mapping.Mapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs what the README and the pages show: each configuration, with the events and the records below it; and holds the
 * table of keys. The configurations for clouds have a test of their own.
 */
class ConfigPagesTest {

    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n(.*?)```\n+```\n(event .*?)```\n", Pattern.DOTALL);
    private static final List<String> ON_SENDERS = List.of("senders.md", "triggers.md", "webhooks.md", "proofs.md");
    private static final String REGISTRY = "sluice.registry.";
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");
    private static final Pattern SECRET_FILE = Pattern.compile("file:/etc/sluice/([a-z]+)");
    private static final Pattern KEY_ROW = Pattern.compile("^\\| `([a-z.<>-]+)` \\|", Pattern.MULTILINE);
    private static final Pattern KIND_ROW =
            Pattern.compile("^\\| `([a-z-]+)` \\| .* \\| (\\d+) s \\| .* \\|$", Pattern.MULTILINE);

    private record Example(String yaml, String lines) {
        @Override
        public String toString() {
            return lines.lines().findFirst().orElseThrow();
        }
    }

    static Stream<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (Path page : pages()) {
            Matcher example = EXAMPLE.matcher(Files.readString(page));
            while (example.find()) {
                // the one example with a file of its own
                String yaml = example.group(1).replace("config/order.json", "classpath:schemas/orders-2020-12.json");
                examples.add(new Example(yaml, example.group(2)));
            }
        }
        return examples.stream();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("src/docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), pages)
                    .filter(page -> !page.endsWith("clouds.md"))
                    // which configures no event: RegistryReaderTest
                    .filter(page -> !page.endsWith("registry.md"))
                    // whose examples have files: ValuesPageTest
                    .filter(page -> !page.endsWith("values.md"))
                    // whose examples begin with a request: SendersPageTest, WebhookPageTest
                    .filter(page -> !ON_SENDERS.contains(page.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void hasEventsAndRecordsForEveryConfiguration() throws IOException {
        int configurations = 0;
        for (Path page : pages()) {
            configurations += Files.readString(page).split("```yaml").length - 1;
        }
        assertThat(examples()).hasSize(configurations).hasSizeGreaterThan(9);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void saysWhatBecomesOfTheEvents(Example example) {
        Mapper mapper = Configured.by(example.yaml).mapper();
        for (String paragraph : example.lines.strip().split("\n\n")) {
            List<String> lines = paragraph.lines().toList();
            Map<String, String> fields = PageFields.of(lines.get(0));
            Arrival arrival = new Arrival(
                    fields.remove("@caller"), Objects.requireNonNullElse(fields.remove("@sender"), ""), null, null);
            CloudEvent event = event(fields);
            List<String> expected = lines.subList(1, lines.size());
            try {
                check(mapper.map(event, arrival).records(), expected);
            } catch (Refusal e) {
                assertThat("refused " + e.reason()).as(lines.get(0)).isEqualTo(expected.get(0));
            }
        }
    }

    private static void check(List<KafkaRecord> records, List<String> expected) {
        if (expected.equals(List.of("ignored"))) {
            assertThat(records).isEmpty();
            return;
        }
        assertThat(records).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Map<String, String> actual = shown(records.get(i));
            assertThat(expected.get(i)).startsWith("record ");
            PageFields.of(expected.get(i))
                    .forEach((name, value) -> assertThat(actual.getOrDefault(name, "(none)"))
                            .as(name)
                            .isEqualTo(value));
        }
    }

    private static Map<String, String> shown(KafkaRecord record) {
        Map<String, String> shown = new LinkedHashMap<>();
        record.headers().forEach(header -> shown.put(header.name(), text(header.value())));
        shown.put("topic", record.topic());
        shown.put("key", text(record.key()));
        shown.put("partition", Integer.toString(record.partition()));
        shown.put("timestamp", Long.toString(record.timestampMillis()));
        shown.put("value", text(record.value()));
        return shown;
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "(none)" : new String(bytes, StandardCharsets.UTF_8);
    }

    private static CloudEvent event(Map<String, String> fields) {
        CloudEventBuilder event =
                new CloudEventBuilder().set("specversion", "1.0").set("id", "1");
        fields.forEach((name, value) -> {
            if (name.equals("data")) {
                event.data(Bytes.utf8(value));
            } else {
                event.set(name, value);
            }
        });
        if (fields.containsKey("data") && event.dataContentType() == null) {
            event.set("datacontenttype", "application/json");
        }
        return event.build();
    }

    static Stream<Arguments> configurationsOfSenders() throws IOException {
        List<Arguments> configurations = new ArrayList<>();
        for (String page : ON_SENDERS) {
            YAML.matcher(Files.readString(Path.of("src/docs", page)))
                    .results()
                    .forEach(yaml -> configurations.add(Arguments.of(page, yaml.group(1))));
        }
        return configurations.stream();
    }

    @ParameterizedTest
    @MethodSource("configurationsOfSenders")
    void startsWithWhatItShowsOfSenders(String page, String yaml, @TempDir Path secrets) throws IOException {
        Map<String, String> variables = new HashMap<>();
        VARIABLE.matcher(yaml).results().forEach(name -> variables.put(name.group(1), "the value of " + name.group(1)));
        for (MatchResult file : SECRET_FILE.matcher(yaml).results().toList()) {
            Files.writeString(secrets.resolve(file.group(1)), "the secret that is in " + file.group(1));
        }
        Configured configured =
                Configured.by(SECRET_FILE.matcher(yaml).replaceAll("file:" + secrets + "/$1"), variables);
        assertThat(configured.errors()).as(page).isEmpty();
        assertThat(configured.advice()).as(page).isEmpty();
        assertThat(configured.config().senders())
                .isNotEmpty()
                .noneMatch(sender -> sender.name().equals(Sender.ONLY));
    }

    @Test
    void listsEveryKindWithItsDeadline() throws IOException {
        assertThat(KIND_ROW.matcher(Files.readString(Path.of("src/docs/senders.md")))
                        .results()
                        .map(row -> row.group(1) + " " + row.group(2)))
                .containsExactlyElementsOf(Kinds.all().stream()
                        .map(kind -> kind.name() + " " + kind.ackDeadline().toSeconds())
                        .toList());
    }

    /** Their twins below {@code sluice} are not listed again. */
    @Test
    void hasOneRowForEveryKeyOfASender() throws IOException {
        String page = Files.readString(Path.of("src/docs/senders.md"));
        String keys = page.substring(page.indexOf("\n## Keys\n"));
        assertThat(KEY_ROW.matcher(keys).results().map(row -> row.group(1).replaceAll("<[a-z]+>", "*")))
                .containsExactlyInAnyOrderElementsOf(keysOfASender());
        assertThat(KEY_ROW.matcher(Files.readString(Path.of("src/docs/configuration.md")))
                        .results()
                        .map(row -> row.group(1)))
                .doesNotContainAnyElementsOf(
                        keysOfASender().stream().map(key -> "sluice." + key).toList());
    }

    private static Set<String> keysOfASender() {
        Set<String> keys = new TreeSet<>();
        for (String key : UnknownKeyCheck.names()) {
            if (key.startsWith(SenderReader.PREFIX + "*.")) {
                keys.add(key.substring(SenderReader.PREFIX.length() + 2).replace("[*]", ""));
            }
        }
        return keys;
    }

    @Test
    void hasOneRowForEveryKeyOfTheRegistry() throws IOException {
        assertThat(KEY_ROW.matcher(Files.readString(Path.of("src/docs/registry.md")))
                        .results()
                        .map(row -> row.group(1)))
                .containsExactlyInAnyOrderElementsOf(UnknownKeyCheck.names().stream()
                        .filter(key -> key.startsWith(REGISTRY))
                        .map(key -> key.replace("[*]", ""))
                        .toList());
    }

    /** Keys below a route are in the second table under their own name, the others under their full one. */
    @Test
    void hasALineForEveryKey() throws IOException {
        String page = Files.readString(Path.of("src/docs/configuration.md"));
        Set<String> ofSenders = keysOfASender();
        for (String key : UnknownKeyCheck.names()) {
            String name = key.substring("sluice.".length());
            if (key.startsWith(SenderReader.PREFIX)
                    || key.startsWith(REGISTRY)
                    || ofSenders.contains(name.replace("[*]", ""))) {
                continue;
            }
            String shortened = key.replace("sluice.routes.*.", "").replace(".*", "");
            boolean ofARoute = key.startsWith("sluice.routes.");
            boolean inherited = UnknownKeyCheck.names().contains("sluice.routes.*." + name);
            String shown = inherited ? name.replace(".*", "") : ofARoute ? shortened : key;
            assertThat(page).as(key).containsAnyOf("| `" + shown + "` |", "| `\u2026." + shown + "` |");
        }
    }
}
