package dev.sluice.egress.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Meter;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

/** What a producer's metrics say of batches that it split. */
class SplitBatchesTest {

    private final Clock clock = new Clock();
    private final Metrics metrics = new Metrics(new MetricConfig(), List.of(), clock);
    private final Sensor splits = metrics.sensor("batch-split");

    @Test
    void countOnlyWhereOneWasSplitLately() {
        MetricName total = metrics.metricName("batch-split-total", "producer-metrics");
        splits.add(new Meter(metrics.metricName("batch-split-rate", "producer-metrics"), total));
        assertThat(split()).isZero();
        splits.record();
        splits.record();
        assertThat(split()).isEqualTo(2);
        clock.millis += Duration.ofMinutes(2).toMillis();
        assertThat(split()).isZero();
        splits.record();
        assertThat(split()).isEqualTo(3);
    }

    private double split() {
        return Cluster.splitBatches(metrics.metrics());
    }

    private static final class Clock implements Time {

        private long millis = 1;

        @Override
        public long milliseconds() {
            return millis;
        }

        @Override
        public long nanoseconds() {
            return Duration.ofMillis(millis).toNanos();
        }

        @Override
        public void sleep(long ignored) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMillis) {
            throw new UnsupportedOperationException();
        }
    }
}
