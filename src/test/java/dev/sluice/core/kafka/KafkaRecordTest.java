package dev.sluice.core.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KafkaRecordTest {

    private final KafkaRecord record = record("topic", "k", "h", "v");

    @Test
    void areEqualWhereTopicKeyHeadersAndValueAre() {
        assertThat(record("topic", "k", "h", "v")).isEqualTo(record).hasSameHashCodeAs(record);
        assertThat(record("other", "k", "h", "v")).isNotEqualTo(record);
        assertThat(record("topic", "l", "h", "v")).isNotEqualTo(record);
        assertThat(record("topic", null, "h", "v")).isNotEqualTo(record);
        assertThat(record("topic", "k", "i", "v")).isNotEqualTo(record);
        assertThat(record("topic", "k", "h", "")).isNotEqualTo(record);
        assertThat(record("topic", "k", "h", null)).isNotEqualTo(record("topic", "k", "h", ""));
    }

    @Test
    void countTheBytesOfKeyHeadersAndValue() {
        assertThat(record("topic", "kk", "hhh", "vvvv").payloadBytes()).isEqualTo(2 + "name".length() + 3 + 4);
        assertThat(record("topic", null, "h", null).payloadBytes()).isEqualTo("name".length() + 1);
    }

    @Test
    void showTopicAndSizesOnly() {
        assertThat(record).hasToString("topic (1 headers, 7 bytes)");
        assertThat(record.headers().get(0)).hasToString("name");
    }

    private static KafkaRecord record(String topic, @Nullable String key, String header, @Nullable String value) {
        return new KafkaRecord(
                topic,
                KafkaRecord.ANY_PARTITION,
                KafkaRecord.NOW,
                key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                List.of(new KafkaRecord.Header("name", header.getBytes(StandardCharsets.UTF_8))),
                value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }
}
