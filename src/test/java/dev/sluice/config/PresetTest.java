package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.envelope.Challenge;
import dev.sluice.core.envelope.WebhookDecoder;
import dev.sluice.core.envelope.WebhookWords;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.format.BatchLimits;
import dev.sluice.core.http.HttpMessage;
import io.smallrye.config.ConfigMappings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** What each preset reads out of the requests of its sender, through its own file. */
class PresetTest {

    private static final Path FILES = Path.of("src/main/resources/dev/sluice/presets");
    private static final List<String> NAMES =
            List.of("id", "source", "type", "subject", "time", "partitionkey", "dataschema");

    /** A row of the tables of the CloudEvents adapters. */
    private record Row(String kind, String event, String body, Map<String, String> attributes) {
        @Override
        public String toString() {
            return kind + " " + event + " " + attributes.get("type");
        }
    }

    /** A request of another sender. */
    private record Request(
            String kind,
            Map<String, Object> more,
            Map<String, String> headers,
            String body,
            @Nullable String data,
            List<Map<String, String>> events) {
        @Override
        public String toString() {
            return kind + " " + events.get(0).get("type");
        }
    }

    static Stream<Row> rows() throws IOException {
        return Stream.concat(rows("github"), rows("gitlab"));
    }

    private static Stream<Row> rows(String kind) throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/presets/" + kind + ".tsv")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .map(row -> {
                    Map<String, String> attributes = new TreeMap<>(Map.of("source", row[2], "type", row[3]));
                    if (!row[4].equals("-")) {
                        attributes.put("subject", row[4]);
                    }
                    if (!row[5].equals("-")) {
                        attributes.put("time", row[5]);
                    }
                    return new Row(kind, row[0], row[1], attributes);
                });
    }

    @ParameterizedTest
    @MethodSource("rows")
    void readsTheEventsOfTheAdapters(Row row) {
        Map<String, String> headers = row.kind.equals("github")
                ? Map.of("X-GitHub-Event", row.event, "X-GitHub-Delivery", "d-1")
                : Map.of("X-Gitlab-Event", row.event, "Idempotency-Key", "d-1");
        CloudEvent event = only(decoded(row.kind, "", headers, "application/json", row.body));
        Map<String, String> attributes = attributes(event);
        assertThat(attributes.remove("id")).isEqualTo("d-1");
        assertThat(attributes).isEqualTo(row.attributes);
        assertThat(event.data()).isEqualTo(Bytes.utf8(row.body));
    }

    @Test
    void knowsEachRowOfTheAdapters() throws IOException {
        assertThat(rows("github").map(Row::event).distinct()).hasSizeGreaterThanOrEqualTo(71);
        assertThat(rows("gitlab").map(Row::event).distinct()).hasSizeGreaterThanOrEqualTo(11);
    }

    @SuppressWarnings("unchecked") // what the file holds
    static Stream<Request> requests() throws IOException {
        try (InputStream yaml = Files.newInputStream(Path.of("src/test/resources/presets/others.yaml"))) {
            List<Map<String, Object>> all = new Yaml().load(yaml);
            return all.stream()
                    .map(one -> new Request(
                            (String) Objects.requireNonNull(one.get("kind")),
                            (Map<String, Object>) one.getOrDefault("more", Map.of()),
                            texts((Map<String, Object>) Objects.requireNonNull(one.get("headers"))),
                            (String) Objects.requireNonNull(one.get("body")),
                            (String) one.get("data"),
                            ((List<Map<String, Object>>) Objects.requireNonNull(one.get("events")))
                                    .stream().map(PresetTest::texts).toList()));
        }
    }

    private static Map<String, String> texts(Map<String, Object> map) {
        return map.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, one -> one.getValue().toString()));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void readsTheEventsOfARequest(Request request) {
        String contentType = Objects.requireNonNull(request.headers.get("Content-Type"));
        List<CloudEvent> events = decoded(
                request.kind,
                request.more.isEmpty()
                        ? ""
                        : "      " + new Yaml().dump(request.more).replace("\n", "\n      "),
                request.headers,
                contentType,
                request.body);
        assertThat(events).hasSameSizeAs(request.events);
        for (int i = 0; i < events.size(); i++) {
            Map<String, String> wanted = new TreeMap<>(request.events.get(i));
            String dataContentType = wanted.remove("datacontenttype");
            assertThat(attributes(events.get(i))).isEqualTo(wanted);
            if (dataContentType != null) {
                assertThat(events.get(i).dataContentType()).isEqualTo(dataContentType);
            }
        }
        if (events.size() == 1 && request.data != null) {
            assertThat(events.get(0).data()).isEqualTo(Bytes.utf8(request.data));
        }
    }

    @Test
    void hasAFileForEachKindAndARequestForEachFile() throws IOException {
        Set<String> kinds = new TreeSet<>();
        Kinds.all().stream().filter(Kinds.Kind::isPreset).forEach(kind -> kinds.add(kind.name()));
        assertThat(files()).isEqualTo(kinds);
        assertThat(requests().map(Request::kind).collect(Collectors.toSet())).isEqualTo(kinds);
    }

    static Set<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> file.getFileName().toString().replace(".yaml", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** A key that is misspelt in a file would have no effect. */
    @ParameterizedTest
    @MethodSource("files")
    void hasOnlyKeysOfASender(String kind) {
        Set<String> known = new TreeSet<>(ConfigMappings.ConfigClass.configClass(SenderKeys.class, "")
                .getProperties()
                .keySet());
        for (String key : Objects.requireNonNull(Preset.of(kind)).keys()) {
            String base = Preset.base(key);
            assertThat(known)
                    .as(base)
                    .anyMatch(name -> base.replaceAll("\"[^\"]*\"", "x")
                            .matches(name.replace("[*]", "").replace(".", "\\.").replace("*", "[^.]+")));
        }
    }

    @Test
    void answersWhatSlackAsksOnce() {
        Challenge challenge = Objects.requireNonNull(challenge("slack"));
        assertThat(challenge.query()).isNull();
        assertThat(
                        challenge.answer(
                                Bytes.utf8(
                                        "{\"token\":\"Jhj5dZrVaK7ZwHHjRyZWjbDl\",\"challenge\":\"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P\",\"type\":\"url_verification\"}")))
                .isEqualTo("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P");
        assertThat(challenge.answer(Bytes.utf8("{\"type\":\"event_callback\"}")))
                .isNull();
    }

    @Test
    void answersWhatAdobeAsksInTheQuery() {
        Challenge challenge = Objects.requireNonNull(challenge("adobe-io"));
        assertThat(challenge.query()).isEqualTo("challenge");
        assertThat(challenge.isInBody()).isFalse();
        assertThat(challenge("github")).isNull();
    }

    private static @Nullable Challenge challenge(String kind) {
        ConfigErrors errors = new ConfigErrors();
        Challenge challenge =
                new WebhookReader(SenderOf.yaml(yaml(kind, "")), "sluice.senders.it.", errors).challenge();
        assertThat(errors.lines()).isEmpty();
        return challenge;
    }

    private static String yaml(String kind, String more) {
        return "sluice:\n  senders:\n    it:\n      kind: " + kind + "\n" + more;
    }

    private static List<CloudEvent> decoded(
            String kind, String more, Map<String, String> headers, String contentType, String body) {
        ConfigErrors errors = new ConfigErrors();
        WebhookWords words = new WebhookReader(SenderOf.yaml(yaml(kind, more)), "sluice.senders.it.", errors).words();
        assertThat(errors.lines()).isEmpty();
        WebhookDecoder decoder = new WebhookDecoder(Objects.requireNonNull(words), new BatchLimits(10, 100_000));
        List<Map.Entry<String, String>> sent = new ArrayList<>(headers.entrySet());
        decoder.checkHead(sent, contentType);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return decoder.decode(new HttpMessage(sent, Bytes.of(bytes)), contentType, null)
                .events();
    }

    private static CloudEvent only(List<CloudEvent> events) {
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static Map<String, String> attributes(CloudEvent event) {
        Map<String, String> attributes = new TreeMap<>();
        for (String name : NAMES) {
            String value = event.attribute(name);
            if (value != null) {
                attributes.put(name, value);
            }
        }
        return attributes;
    }
}
