package dev.sluice.egress.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.channel.NarrowTopics.Line;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NarrowTopicsTest {

    private double splits;
    private final NarrowTopics topics = new NarrowTopics(() -> splits);

    @Test
    void areThoseWhoseRecordsTimeOutWhileBatchesAreSplit() {
        topics.failed("a", new TimeoutException());
        assertThat(topics.of("a")).isNull();
        splits = 2;
        topics.failed("b", new NotEnoughReplicasException("x"));
        assertThat(topics.of("b")).isNull();
        topics.failed("b", new TimeoutException());
        assertThat(topics.of("b")).isNotNull();
        topics.failed("a", new TimeoutException());
        assertThat(topics.of("a")).isNull();
    }

    @Test
    void sendTheNextRecordOnceTheOneBeforeHasItsOutcome() {
        Line line = new Line();
        List<String> told = new ArrayList<>();
        RecordMessage.Listener first = line.before(listener(told, "first"));
        RecordMessage.Listener second = line.before(listener(told, "second"));
        line.add(() -> told.add("send first"));
        line.add(() -> told.add("send second"));
        line.add(() -> told.add("send third"));
        assertThat(told).containsExactly("send first");
        first.failed(0, new TimeoutException());
        second.acknowledged(0, null);
        assertThat(told).containsExactly("send first", "first", "send second", "second", "send third");
    }

    @Test
    void takeAnyNumberOfRecordsThatFailAtOnce() {
        Line line = new Line();
        List<String> told = new ArrayList<>();
        RecordMessage.Listener held = line.before(listener(told, "held"));
        line.add(() -> {});
        for (int i = 0; i < 100_000; i++) {
            RecordMessage.Listener each = line.before(listener(told, "failed"));
            line.add(() -> each.failed(0, new TimeoutException()));
        }
        held.acknowledged(0, null);
        assertThat(told).hasSize(100_001).startsWith("held", "failed");
    }

    private static RecordMessage.Listener listener(List<String> told, String name) {
        return new RecordMessage.Listener() {
            @Override
            public void acknowledged(int index, @Nullable RecordMetadata written) {
                told.add(name);
            }

            @Override
            public void failed(int index, Throwable reported) {
                told.add(name);
            }
        };
    }
}
