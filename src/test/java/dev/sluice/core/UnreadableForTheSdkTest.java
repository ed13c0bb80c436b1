package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaRecord;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.CloudEventDeserializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table in delivery.md of what Sluice stores and the Java SDK does not read. */
class UnreadableForTheSdkTest {

    private static final Pattern ROW =
            Pattern.compile("^\\| ((?:`[a-z]+`(?:, )?)+) \\| ((?:`[^`]+`(?:, )?)+) \\| ", Pattern.MULTILINE);
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    static Stream<Arguments> values() throws IOException {
        String page = Files.readString(Path.of("src/docs/delivery.md"));
        int start = page.indexOf("| attribute | for example |");
        List<Arguments> values = new ArrayList<>();
        Matcher row = ROW.matcher(page.substring(start, page.indexOf("\n\n", start)));
        while (row.find()) {
            for (String attribute : quoted(row.group(1))) {
                quoted(row.group(2)).forEach(value -> values.add(Arguments.of(attribute, value)));
            }
        }
        assertThat(values).hasSizeGreaterThan(9);
        return values.stream();
    }

    private static List<String> quoted(String cell) {
        return QUOTED.matcher(cell).results().map(text -> text.group(1)).toList();
    }

    @ParameterizedTest
    @MethodSource("values")
    void isStoredAsItCameAndThrowsInItsDeserializer(String attribute, String value) {
        KafkaRecord record = record(attribute, value);
        assertThat(record.headers()).anySatisfy(header -> {
            assertThat(header.name()).isEqualTo("ce_" + attribute);
            assertThat(header.value()).asString().isEqualTo(value);
        });
        assertThatThrownBy(() -> read(record)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void isNotWhatOthersAre() {
        assertThat(read(record("subject", "s")).getSubject()).isEqualTo("s");
        assertThat(read(record("time", "2026-12-31t23:59:59.123456789-18:00")).getTime())
                .isNotNull();
        assertThat(read(record("source", "/a")).getSource()).hasToString("/a");
    }

    private static KafkaRecord record(String attribute, String value) {
        TreeMap<String, String> attributes = new TreeMap<>();
        attributes.put("specversion", "1.0");
        attributes.put("id", "1");
        attributes.put("source", "/s");
        attributes.put("type", "t");
        attributes.put(attribute, value);
        CloudEventBuilder event = new CloudEventBuilder();
        attributes.forEach(event::set);
        return Mappers.record(event.build(), ContentMode.BINARY);
    }

    private static CloudEvent read(KafkaRecord record) {
        Headers headers = new RecordHeaders();
        record.headers().forEach(header -> headers.add(header.name(), header.value()));
        try (CloudEventDeserializer reader = new CloudEventDeserializer()) {
            return reader.deserialize("t", headers, record.value());
        }
    }
}
