package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.ConfigErrors;
import dev.sluice.egress.LogCapture;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventHubsTest {

    private static final String CHANNEL = "mp.messaging.outgoing.records.";

    private static Map<String, String> configured(String... more) {
        Map<String, String> configured = new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                "shop.servicebus.windows.net:9093",
                CHANNEL + "max.request.size",
                "1000000",
                CHANNEL + "security.protocol",
                "SASL_SSL",
                CHANNEL + "sasl.mechanism",
                "PLAIN",
                CHANNEL + "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"$ConnectionString\""
                        + " password=\"Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=send\";"));
        for (int i = 0; i < more.length; i += 2) {
            configured.put(more[i], more[i + 1]);
        }
        return configured;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.servicebus.windows.net:9093",
                "kafka:9092, Shop.ServiceBus.Windows.Net:9093",
                "shop.servicebus.windows.net",
                "shop.servicebus.chinacloudapi.cn:9093",
                "shop.servicebus.usgovcloudapi.net:9093"
            })
    void areKnownByTheNameOfTheirBroker(String servers) {
        assertThat(EventHubs.isUsed(Map.of("bootstrap.servers", servers))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka:9092", "servicebus.windows.net.example:9092", "servicebus.windows.net:9093", ""})
    void areNoOtherBroker(String servers) {
        assertThat(EventHubs.isUsed(Map.of("bootstrap.servers", servers))).isFalse();
        Map<String, Object> other = Map.of("bootstrap.servers", servers, "compression.type", "lz4");
        Refusals refusals = new Refusals(key -> key);
        EventHubs.check(other, refusals);
        assertThat(refusals.lines()).isEmpty();
        assertThat(EventHubs.advice(other)).isEmpty();
    }

    @Test
    void refuseTheSizeOfARequestThatSluiceDerives() {
        Map<String, String> derived = configured();
        derived.remove(CHANNEL + "max.request.size");
        assertThat(ProducerSettingsTest.refusals(derived))
                .containsExactly(
                        CHANNEL + "max.request.size '1048576' is refused: Azure Event Hubs closes the connection"
                                + " on a request of 1046528 bytes; write sluice.max-body-size: 893K, or a smaller"
                                + " max.request.size");
    }

    @ParameterizedTest
    @CsvSource({"1046527, 0", "1046528, 1"})
    void refuseARequestFromTheSizeOnThatTheyCloseConnectionsFor(String bytes, int refusals) {
        assertThat(ProducerSettingsTest.refusals(configured(CHANNEL + "max.request.size", bytes)))
                .hasSize(refusals);
    }

    /** What the refusal tells to write. */
    @Test
    void takeTheSizeThatFollowsFromTheBodyTheyAreToldOf() {
        long body = 893 * 1024;
        assertThat(body + ProducerPromises.HEADROOM_BYTES).isLessThan(1_046_528);
        assertThat(body + 1024 + ProducerPromises.HEADROOM_BYTES).isGreaterThanOrEqualTo(1_046_528);
    }

    @ParameterizedTest
    @CsvSource({"none, 0", "gzip, 0", "snappy, 1", "lz4, 1", "zstd, 1"})
    void takeNoCodecButGzip(String codec, int refusals) {
        assertThat(ProducerSettingsTest.refusals(configured("kafka.compression.type", codec)))
                .hasSize(refusals)
                .allMatch(line -> line.equals("kafka.compression.type '" + codec
                        + "' is refused: Azure Event Hubs takes gzip only; write gzip or none"));
    }

    @Test
    void adviseAgainstShortRequestsAndLongSilence() {
        assertThat(advice())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .startsWith(
                                        "request.timeout.ms is 13500; Azure Event Hubs advises more than 20000, and 60000"),
                        line -> assertThat(line)
                                .isEqualTo(
                                        "metadata.max.age.ms is 300000; Azure Event Hubs advises less than 240000, because"
                                                + " Azure then drops a silent connection; set it to 180000"),
                        line -> assertThat(line).startsWith("connections.max.idle.ms is 540000; Azure"));
        assertThat(advice("metadata.max.age.ms", "239999", "connections.max.idle.ms", "180000"))
                .singleElement()
                .asString()
                .startsWith("request.timeout.ms");
        assertThat(advice("delivery.timeout.ms", "30000", "request.timeout.ms", "20001"))
                .anyMatch(line ->
                        line.startsWith("request.timeout.ms is 20001; Azure Event Hubs advises 60000 for idempotent"));
    }

    @Test
    void adviseNothingOnceThatIsSet() {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers", "shop.servicebus.windows.net:9093",
                "request.timeout.ms", "60000",
                "metadata.max.age.ms", "180000",
                "connections.max.idle.ms", "180000"));
        assertThat(EventHubs.advice(settings)).isEmpty();
    }

    @Test
    void areToldAtStartInALineForEachSetting() {
        ConfigErrors errors = new ConfigErrors();
        try (LogCapture log = new LogCapture()) {
            ProducerSettingsTest.settings("30s", "key")
                    .check(null, ProducerSettingsTest.config(configured("kafka.compression.type", "lz4")), errors);
            assertThat(log.lines())
                    .hasSize(3)
                    .allMatch(line -> line.matches("WARN(ING)? \\S+ is \\d+; Azure Event Hubs advises .*"));
        }
        assertThat(errors.lines()).singleElement().asString().contains("takes gzip only");
    }

    private static List<String> advice(String... more) {
        Map<String, String> settings = new HashMap<>();
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        Map<String, Object> completed = ProducerSettingsTest.settings("30s", "key")
                .customize("records", null, ProducerSettingsTest.connectorSettings(settings));
        completed.put("bootstrap.servers", "shop.servicebus.windows.net:9093");
        return EventHubs.advice(completed);
    }
}
