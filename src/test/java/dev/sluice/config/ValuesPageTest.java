package dev.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.event.Refusal;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaSource;
import dev.sluice.core.value.SchemaType;
import dev.sluice.core.value.SchemaUse;
import dev.sluice.core.value.Serializer;
import dev.sluice.core.value.Writer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the page on values shows: schemas in files and under subjects, configurations, events and records. */
class ValuesPageTest {

    private static final int ID = 7;
    private static final Pattern FENCE =
            Pattern.compile("^```(yaml|json|protobuf|)(?: (\\S+))?\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern HEX = Pattern.compile("0x((?:[0-9a-f]+ ?)*)(.*)");

    @TempDir
    static Path files;

    @TestFactory
    List<DynamicTest> holdsTrue() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        Map<String, String> subjects = new HashMap<>();
        String yaml = "";
        Matcher fence = FENCE.matcher(Files.readString(Path.of("src/docs/values.md")));
        while (fence.find()) {
            String name = fence.group(2);
            String text = fence.group(3);
            if (fence.group(1).equals("yaml")) {
                yaml = text.replace("config/", files + "/");
            } else if (name != null && name.startsWith("config/")) {
                Files.writeString(files.resolve(name.substring("config/".length())), text);
            } else if (name != null) {
                subjects.put(name, text);
            } else if (text.startsWith("event ")) {
                String configuration = yaml;
                for (String paragraph : text.strip().split("\n\n")) {
                    tests.add(DynamicTest.dynamicTest(
                            paragraph.lines().findFirst().orElseThrow(),
                            () -> check(configuration, paragraph.lines().toList(), subjects)));
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(10);
        return tests;
    }

    private static void check(String yaml, List<String> lines, Map<String, String> subjects) {
        Mapper mapper =
                Configured.withRegistry(yaml, use -> registry(use, subjects)).mapper();
        CloudEvent event = event(PageFields.of(lines.get(0)));
        String expected = lines.get(1);
        try {
            KafkaRecord record = mapper.map(event, Arrival.ANONYMOUS).records().get(0);
            assertThat(expected).startsWith("record ");
            PageFields.of(expected)
                    .forEach((name, value) ->
                            assertThat(field(record, name)).as(name).isEqualTo(bytes(value)));
        } catch (Refusal e) {
            assertThat("refused " + e.reason() + ": " + e.getMessage()).isEqualTo(expected);
        }
    }

    private static SchemaSource registry(SchemaUse use, Map<String, String> subjects) {
        Schema given = use.given();
        return subject -> {
            Schema schema = given == null ? schema(Objects.requireNonNull(subjects.get(subject), subject)) : given;
            Serializer serializer = use.compiler().compile(schema);
            return new Writer(use.framing().prefix(ID, serializer), serializer);
        };
    }

    private static Schema schema(String text) {
        return new Schema(text.contains("\"record\"") ? SchemaType.AVRO : SchemaType.JSON, text, List.of());
    }

    private static byte @Nullable [] field(KafkaRecord record, String name) {
        return switch (name) {
            case "topic" -> utf8(record.topic());
            case "key" -> record.key();
            case "value" -> record.value();
            default ->
                record.headers().stream()
                        .filter(header -> header.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .value();
        };
    }

    /** The text, or bytes in hexadecimal with white space and perhaps a text behind them. */
    private static byte[] bytes(String shown) {
        Matcher hex = HEX.matcher(shown);
        if (!hex.matches()) {
            return utf8(shown);
        }
        byte[] first = HexFormat.of().parseHex(hex.group(1).replace(" ", ""));
        byte[] rest = utf8(hex.group(2));
        byte[] all = new byte[first.length + rest.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }

    private static CloudEvent event(Map<String, String> fields) {
        CloudEventBuilder event =
                new CloudEventBuilder().set("specversion", "1.0").set("id", "1");
        event.data(Bytes.utf8(Objects.requireNonNull(fields.remove("data"))));
        fields.putIfAbsent("datacontenttype", "application/json");
        fields.forEach(event::set);
        return event.build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
