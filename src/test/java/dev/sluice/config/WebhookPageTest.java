package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.envelope.WebhookDecoder;
import dev.sluice.core.envelope.WebhookWords;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.http.HttpMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the examples of the page on web hooks, and holds its table of presets to their files. */
class WebhookPageTest {

    private static final Path PAGE = Path.of("src/docs/webhooks.md");
    private static final Pattern EXAMPLE = Pattern.compile(
            "```yaml\n((?:(?!```).)*)```\n\n```\nPOST (\\S+)\n((?:(?!```).)*)```\n\n```\n(id=(?:(?!```).)*)```\n",
            Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("([a-z]+)=((?:(?! [a-z]+=).)*)");
    private static final Pattern SENDER = Pattern.compile("senders:\n {4}([a-z]+):");

    private record Example(String yaml, String path, String request, String events) {
        @Override
        public String toString() {
            return path;
        }
    }

    static Stream<Example> examples() throws IOException {
        return EXAMPLE.matcher(Files.readString(PAGE))
                .results()
                .map(found -> new Example(found.group(1), found.group(2), found.group(3), found.group(4)));
    }

    @Test
    void hasExamples() throws IOException {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void saysWhatBecomesOfARequest(Example example) {
        Matcher sender = SENDER.matcher(example.yaml);
        assertThat(sender.find()).isTrue();
        String prefix = "sluice.senders." + sender.group(1);
        SenderKeys keys = SenderOf.config(prefix, example.yaml, Map.of()).getConfigMapping(SenderKeys.class, prefix);
        assertThat(keys.path()).hasValue(example.path);
        ConfigErrors errors = new ConfigErrors();
        WebhookWords words = new WebhookReader(keys, prefix + ".", errors).words();
        assertThat(errors.lines()).isEmpty();
        String[] parts = example.request.split("\n\n", 2);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        parts[0].lines()
                .map(line -> line.split(": ", 2))
                .forEach(header -> headers.add(Map.entry(header[0], header[1])));
        List<CloudEvent> events = new WebhookDecoder(Objects.requireNonNull(words), new BatchLimits(9, 9999))
                .decode(new HttpMessage(headers, Bytes.utf8(parts[1].strip())), "application/json", null)
                .events();
        List<String> lines = example.events.lines().toList();
        assertThat(events).hasSameSizeAs(lines);
        for (int i = 0; i < events.size(); i++) {
            CloudEvent event = events.get(i);
            Matcher field = FIELD.matcher(lines.get(i));
            while (field.find()) {
                String value = field.group(1).equals("data")
                        ? Objects.requireNonNull(event.data()).asUtf8()
                        : event.attribute(field.group(1));
                assertThat(value).as(field.group(1)).isEqualTo(field.group(2));
            }
        }
    }

    @Test
    void listsThePresetsAsTheirFilesAre() throws IOException {
        StringBuilder table = new StringBuilder();
        for (String kind : PresetTest.files()) {
            Preset preset = Objects.requireNonNull(Preset.of(kind));
            table.append("| [`")
                    .append(kind)
                    .append("`](../main/resources/dev/sluice/presets/")
                    .append(kind)
                    .append(".yaml)");
            for (String name : List.of("id", "source", "type", "subject")) {
                String alternatives = alternatives(preset, "event." + name);
                boolean varies = preset.keys().stream()
                        .anyMatch(key ->
                                key.startsWith("cases.") && Preset.base(key).endsWith("." + name));
                table.append(" | ").append(alternatives).append(varies && !alternatives.isEmpty() ? ", " : "");
                table.append(varies ? "by event" : "");
            }
            table.append(" | ").append(proof(preset)).append(" |\n");
        }
        assertThat(Files.readString(PAGE))
                .contains("|---|---|---|---|---|---|\n" + table.toString().replace("|  |", "| |") + "\n");
    }

    private static String alternatives(Preset preset, String key) {
        return String.join(
                " or ",
                Stream.of(key, key + "[0]", key + "[1]")
                        .map(preset::value)
                        .filter(Objects::nonNull)
                        .map(text -> "`" + text + "`")
                        .toList());
    }

    private static String proof(Preset preset) {
        Map<String, String> proofs = new TreeMap<>();
        for (String key : preset.keys()) {
            String proof = Preset.proof(key);
            if (proof != null && preset.usesSecretsOfSender(proof)) {
                proofs.put(
                        proof,
                        switch (proof) {
                            case "authenticate.api-key." -> "Secret in `" + preset.value(proof + "header") + "`";
                            case "authenticate.bearer." -> "Secret in `Authorization: Bearer`";
                            default ->
                                "HMAC of `" + preset.value(proof + "signed") + "` in `" + preset.value(proof + "header")
                                        + "`";
                        });
            }
        }
        return proofs.isEmpty() ? "none" : String.join("; ", proofs.values());
    }
}
