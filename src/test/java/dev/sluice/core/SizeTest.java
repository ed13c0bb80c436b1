package dev.sluice.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Bytes;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.format.JsonFormat;
import dev.sluice.core.http.HttpDecoder;
import dev.sluice.core.http.HttpMessage;
import dev.sluice.core.kafka.ContentMode;
import dev.sluice.core.kafka.KafkaRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Events of 64 KiB, all headers or all data, become records (CloudEvents 1.0.2, "Size Limits"). */
class SizeTest {

    private static final int KIB = 1024;

    private final List<Map.Entry<String, String>> headers = new ArrayList<>(List.of(
            Map.entry("ce-specversion", "1.0"),
            Map.entry("ce-id", "1"),
            Map.entry("ce-source", "/source"),
            Map.entry("ce-type", "type")));

    @Test
    void storesABodyOf63KiB() {
        byte[] body = new byte[63 * KIB];
        assertThat(record(body).value()).isEqualTo(body);
    }

    @Test
    void stores48KiBOfAttributesInManyHeaders() {
        for (int i = 0; i < 48; i++) {
            headers.add(Map.entry("ce-ext" + i, "x".repeat(KIB)));
        }
        assertThat(record(new byte[0]).headers()).hasSize(4 + 48);
    }

    @Test
    void stores48KiBOfAttributeInOneHeader() {
        headers.add(Map.entry("ce-ext", "%20".repeat(16 * KIB)));
        KafkaRecord.Header last = record(new byte[0]).headers().get(4);
        assertThat(last.value()).hasSize(16 * KIB);
    }

    private KafkaRecord record(byte[] body) {
        CloudEvent event = new HttpDecoder(List.of(new JsonFormat()))
                .decode(new HttpMessage(headers, Bytes.of(body)), Arrival.ANONYMOUS)
                .events()
                .get(0);
        return Mappers.record(event, ContentMode.BINARY);
    }
}
