package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.config.ConfigErrors;
import dev.sluice.config.ConfigReader;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.SluiceKeys;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProducerSettingsTest {

    @Test
    void sharesTheDeadlineOut() {
        assertThat(customized("4s", Map.of()))
                .containsEntry("max.block.ms", "0")
                .containsEntry("delivery.timeout.ms", "3600")
                .containsEntry("request.timeout.ms", "1800")
                .containsEntry("linger.ms", "0");
    }

    @Test
    void keepsWhatTheOperatorSetWhereItNests() {
        assertThat(customized("30s", Map.of("linger.ms", "20", "delivery.timeout.ms", "10000")))
                .containsEntry("linger.ms", "20")
                .containsEntry("delivery.timeout.ms", "10000")
                .containsEntry("request.timeout.ms", "4990");
    }

    @Test
    void givesTheClientMemoryForAllThatMayBeInFlight() {
        assertThat(customized("30s", Map.of())).containsEntry("buffer.memory", Long.toString((64 << 20) + 16_384_000));
        assertThat(customized("30s", Map.of("buffer.memory", "1"))).containsEntry("buffer.memory", "1");
    }

    @Test
    void makesTheClientRetryAndTheConnectorNot() {
        assertThat(customized("30s", Map.of())).containsEntry("retries", "2147483647");
    }

    @Test
    void makesRoomForHeadersAndKeyBeyondTheBody() {
        assertThat(customized("30s", Map.of())).containsEntry("max.request.size", "1048576");
    }

    @ParameterizedTest
    @CsvSource({
        "acks, 1, a 202 would not survive",
        "acks, 0, a 202 would not survive",
        "enable.idempotence, false, retries would duplicate",
        "value.serializer, org.apache.kafka.common.serialization.StringSerializer, would not be the bytes sent",
        "key.serializer, org.apache.kafka.common.serialization.StringSerializer, would not be the bytes sent",
        "retries, 5, out of order",
        "delivery.timeout.ms, 120000, exceeds sluice.ack-deadline",
        "max.block.ms, 60000, would hold up all others",
        "request.timeout.ms, 28000, exceeds delivery.timeout.ms",
        "linger.ms, soon, is not a number",
        "metadata.max.idle.ms, 300000, after a pause would be refused",
        "batch.size, -1, is not a number",
    })
    void refusesWhatBreaksAPromiseNamingKeyValueAndConsequence(String key, String value, String consequence) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> customized("30s", Map.of(key, value)))
                .withMessageContaining(consequence)
                .withMessageContaining("'" + value + "'")
                .withMessageStartingWith("mp.messaging.outgoing.records.")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));
    }

    private static Map<String, Object> customized(String deadline, Map<String, String> configured) {
        SluiceKeys keys = new SmallRyeConfigBuilder()
                .withMapping(SluiceKeys.class)
                .withDefaultValue("sluice.ack-deadline", deadline)
                .build()
                .getConfigMapping(SluiceKeys.class);
        SluiceConfig config = ConfigReader.read(keys, new ConfigErrors());
        Map<String, Object> settings = new HashMap<>(Map.of("acks", "all", "retries", "0"));
        settings.putAll(configured);
        return new ProducerSettings(config).customize("records", null, settings);
    }
}
