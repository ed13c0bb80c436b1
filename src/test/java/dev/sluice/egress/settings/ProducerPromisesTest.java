package dev.sluice.egress.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.PartitionStrategy;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerPromisesTest {

    private static final long BODY = 896 << 10;
    private static final long BYTES = 32 << 20;
    private static final long EVENTS = 3000;

    private final Map<String, String> refused = new TreeMap<>();

    private static ProducerPromises promises(long deadlineMillis, PartitionStrategy partitioner) {
        return new ProducerPromises(deadlineMillis, BODY, BYTES, EVENTS, partitioner);
    }

    private static ProducerPromises promises(long deadlineMillis) {
        return promises(deadlineMillis, PartitionStrategy.KEY);
    }

    /** What becomes of the settings that the connector gives where an operator set these. */
    private Map<String, Object> complete(ProducerPromises promises, Map<String, String> configured) {
        Map<String, Object> settings = new HashMap<>(Map.of("acks", "all", "retries", "0"));
        settings.putAll(configured);
        promises.complete(settings, (key, value, why) -> refused.put(key, value + ": " + why));
        return settings;
    }

    private Map<String, Object> completeUnrefused(long deadlineMillis, Map<String, String> configured) {
        Map<String, Object> settings = complete(promises(deadlineMillis), configured);
        assertThat(refused).isEmpty();
        return settings;
    }

    @Test
    void fixWhatAnAcknowledgementIsWorth() {
        assertThat(completeUnrefused(30_000, Map.of()))
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", "true")
                .containsEntry("max.in.flight.requests.per.connection", "2")
                .containsEntry("partitioner.ignore.keys", "false");
    }

    @Test
    void shareTheDeadlineOut() {
        assertThat(completeUnrefused(4000, Map.of()))
                .containsEntry("max.block.ms", "0")
                .containsEntry("delivery.timeout.ms", "3600")
                .containsEntry("request.timeout.ms", "1800")
                .containsEntry("linger.ms", "0");
    }

    @ParameterizedTest
    @ValueSource(longs = {1000, 1001, 4000, 25_000, 30_000, 600_000, Integer.MAX_VALUE})
    void nestTheTimeoutsInAnyDeadline(long deadlineMillis) {
        Map<String, Object> settings = completeUnrefused(deadlineMillis, Map.of());
        long delivery = Long.parseLong(settings.get("delivery.timeout.ms").toString());
        long request = Long.parseLong(settings.get("request.timeout.ms").toString());
        assertThat(delivery).isLessThan(deadlineMillis);
        assertThat(request).isPositive().isLessThanOrEqualTo(delivery / 2);
    }

    @Test
    void letTheProducerForgetATopicLaterThanRecordsPassToIt() {
        assertThat(completeUnrefused(30_000, Map.of())).containsEntry("metadata.max.idle.ms", "330000");
        assertThat(completeUnrefused(4000, Map.of())).containsEntry("metadata.max.idle.ms", "304000");
    }

    @Test
    void keepWhatTheOperatorSetWhereItNests() {
        assertThat(completeUnrefused(30_000, Map.of("linger.ms", "20", "delivery.timeout.ms", "10000")))
                .containsEntry("linger.ms", "20")
                .containsEntry("delivery.timeout.ms", "10000")
                .containsEntry("request.timeout.ms", "4990");
    }

    @Test
    void giveTheClientMemoryForAllThatMayBeInFlight() {
        assertThat(completeUnrefused(30_000, Map.of()))
                .containsEntry("buffer.memory", Long.toString(2 * BYTES + EVENTS * 16_384));
        assertThat(completeUnrefused(30_000, Map.of("batch.size", "1000")))
                .containsEntry("buffer.memory", Long.toString(2 * BYTES + EVENTS * 1000));
        assertThat(completeUnrefused(30_000, Map.of("buffer.memory", "1"))).containsEntry("buffer.memory", "1");
    }

    @Test
    void makeTheClientRetryAndTheConnectorNot() {
        assertThat(completeUnrefused(30_000, Map.of())).containsEntry("retries", "2147483647");
    }

    @Test
    void makeRoomForHeadersAndKeyBeyondTheBody() {
        assertThat(completeUnrefused(30_000, Map.of())).containsEntry("max.request.size", "1048576");
        assertThat(promises(30_000).maxRequestBytes()).isEqualTo(1048576);
    }

    @Test
    void leaveThePartitionToTheKeyUnlessRoundRobinIsAsked() {
        assertThat(completeUnrefused(30_000, Map.of())).doesNotContainKey("partitioner.class");
        assertThat(complete(promises(30_000, PartitionStrategy.ROUND_ROBIN), Map.of()))
                .containsEntry("partitioner.class", "org.apache.kafka.clients.producer.RoundRobinPartitioner");
        assertThat(refused).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acks                                  | 1      | a 202 would not survive",
                "enable.idempotence                    | false  | retries would duplicate",
                "key.serializer                        | a.B    | would not be the bytes sent",
                "value.serializer                      | a.B    | would not be the bytes sent",
                "retries                               | 5      | out of order",
                "interceptor.classes                   | a.B    | may change or drop a record",
                "transactional.id                      | a      | Sluice begins no transactions",
                "max.in.flight.requests.per.connection | 6      | Kafka keeps the order only up to 5",
                "partitioner.ignore.keys               | true   | the order of one key would be lost",
                "partitioner.class                     | a.B    | would choose partitions without Sluice",
                "max.block.ms                          | 60000  | would hold up all others",
                "metadata.max.idle.ms                  | 300000 | derives it from sluice.ack-deadline",
                "delivery.timeout.ms                   | 120000 | exceeds sluice.ack-deadline of 30000 ms",
                "request.timeout.ms                    | 28000  | exceeds delivery.timeout.ms 27000",
                "linger.ms                             | -1     | not a number of milliseconds",
                "batch.size                            | lots   | not a number"
            })
    void refuseWhatBreaksOneOfThem(String key, String value, String consequence) {
        complete(promises(30_000), Map.of(key, value));
        assertThat(refused).containsOnlyKeys(key);
        assertThat(refused.get(key)).startsWith(value + ": ").contains(consequence);
    }

    @Test
    void refuseAllThatBreaksOneOfThemTogether() {
        complete(promises(30_000), Map.of("acks", "0", "linger.ms", "soon", "transactional.id", "a"));
        assertThat(refused).containsOnlyKeys("acks", "linger.ms", "transactional.id");
    }
}
