package dev.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.SharedKafka;
import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.core.delivery.Receipt;
import dev.sluice.core.event.Arrival;
import dev.sluice.core.event.Arrived;
import dev.sluice.core.event.CloudEvent;
import dev.sluice.core.event.CloudEventBuilder;
import dev.sluice.core.kafka.KafkaRecord;
import dev.sluice.core.mapping.Mapped;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** Records for a topic that is there, while others are sent to topics that are not. */
@QuarkusTest
@QuarkusTestResource(value = SharedKafka.class, restrictToAnnotatedClass = true)
class MissingTopicsApartTest {

    private static final Logger LOG = Logger.getLogger(MissingTopicsApartTest.class);
    private static final int RECORDS = 1000;
    private static final int MISSING = 20;

    @ConfigProperty(name = "sluice.topic")
    String topic;

    @Inject
    RecordPublisher publisher;

    @Test
    void costTheOthersNothing() {
        publishAll("warm", 0);
        Duration alone = publishAll("alone", 0);
        Duration together = publishAll("together", MISSING);
        LOG.infof(
                "p99 of a record: %d µs alone, %d µs beside %d missing topics",
                micros(alone), micros(together), MISSING);
    }

    /** Publishes one record after the other, each beside one for each of the missing topics; the 99th percentile. */
    private Duration publishAll(String run, int missing) {
        Queue<Throwable> refused = new ConcurrentLinkedQueue<>();
        long[] nanos = new long[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            for (int other = 0; other < missing; other++) {
                publisher
                        .publish(publication("missing-" + other))
                        .subscribe()
                        .with(receipt -> refused.add(new AssertionError(receipt)), refused::add);
            }
            long start = System.nanoTime();
            Receipt receipt = publisher
                    .publish(publication(topic))
                    .await()
                    .indefinitely()
                    .receipts()
                    .get(0);
            nanos[i] = System.nanoTime() - start;
            assertThat(receipt.topic()).as(run).isEqualTo(topic);
        }
        assertThat(refused)
                .allSatisfy(failure -> assertThat(((DeliveryFailure) failure).kind())
                        .isEqualTo(DeliveryFailure.Kind.REFUSED_BY_KAFKA));
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[RECORDS * 99 / 100]);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    private static Publication publication(String topic) {
        CloudEvent event = new CloudEventBuilder()
                .set("specversion", CloudEvent.SPEC_VERSION)
                .set("id", "1")
                .set("source", "/s")
                .set("type", "t")
                .build();
        KafkaRecord record = new KafkaRecord(
                topic, KafkaRecord.ANY_PARTITION, KafkaRecord.NOW, new byte[] {1}, List.of(), new byte[1000]);
        Publication publication = new Publication(new Arrived(Arrival.ANONYMOUS, List.of(event), false));
        publication.add(new Mapped(event, List.of(), List.of(record)));
        return publication;
    }
}
