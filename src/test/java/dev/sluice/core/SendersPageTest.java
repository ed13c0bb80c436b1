package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.envelope.Decoders;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The examples of triggers: what is said to become of a request is what becomes of it. */
class SendersPageTest {

    private static final Pattern FENCE = Pattern.compile("(?ms)^```(yaml|http|record)\n(.*?)^```$");
    private static final Pattern KIND = Pattern.compile("kind: ([a-z-]+)");

    @TestFactory
    List<DynamicTest> holdTrue() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        addTests(Files.readString(Path.of("src/docs/triggers.md")), tests);
        assertThat(tests).hasSizeGreaterThanOrEqualTo(7);
        return tests;
    }

    private static void addTests(String page, List<DynamicTest> tests) {
        String kind = "";
        String request = "";
        Matcher fence = FENCE.matcher(page);
        while (fence.find()) {
            String text = fence.group(2);
            switch (fence.group(1)) {
                case "yaml" -> {
                    Matcher found = KIND.matcher(text);
                    kind = found.find() ? found.group(1) : "";
                }
                case "http" -> request = text;
                default -> {
                    String sender = kind;
                    String sent = request;
                    tests.add(DynamicTest.dynamicTest(
                            kind, () -> assertThat(record(sender, sent)).isEqualTo(text)));
                }
            }
        }
    }

    private static String record(String kind, String request) {
        String[] parts = request.split("\n\n", 2);
        List<Map.Entry<String, String>> headers = parts[0].lines()
                .map(line -> line.split(": ", 2))
                .map(header -> Map.entry(header[0], asOnTheWire(header[1])))
                .toList();
        HttpDecoder decoder = new HttpDecoder(Decoders.of(kind), null);
        decoder.checkHead(headers);
        KafkaRecord record = Mappers.record(
                decoder.decode(new HttpMessage(headers, Bytes.utf8(parts[1].strip())), Arrival.ANONYMOUS)
                        .events()
                        .get(0),
                ContentMode.BINARY);
        StringBuilder text = new StringBuilder();
        for (KafkaRecord.Header header : record.headers()) {
            text.append(header.name())
                    .append(": ")
                    .append(new String(header.value(), StandardCharsets.UTF_8))
                    .append('\n');
        }
        byte[] value = Objects.requireNonNull(record.value());
        return text.append('\n')
                .append(new String(value, StandardCharsets.UTF_8))
                .append('\n')
                .toString();
    }

    /** The server makes a character of each byte. */
    private static String asOnTheWire(String value) {
        return new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
