package dev.sluice.egress.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.broker.EmbeddedKafka;
import dev.sluice.broker.KafkaProxy;
import dev.sluice.broker.KafkaTopic;
import dev.sluice.egress.settings.ProducerSettingsTest;
import dev.sluice.egress.settings.TopicTimes;
import dev.sluice.runtime.Timer;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The directory with Kafka's own producer and a broker, both forgetting in seconds what they keep for minutes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ForgottenTopicsTest {

    private static final TopicTimes SOON = new TopicTimes(300, 1500, 800, 500, 5000);
    private static final String MADE_UP = "made-up-";

    private final ScheduledExecutorService sendingThread = Executors.newSingleThreadScheduledExecutor();
    private static KafkaProxy proxy;
    private static EmbeddedKafka broker;

    private KafkaProducer<byte[], byte[]> producer;
    private TopicScout scout;
    private TopicDirectory topics;

    @BeforeAll
    static void startBroker() throws Exception {
        proxy = KafkaProxy.open();
        broker = EmbeddedKafka.start(0, Map.of("advertised.listeners", "PLAINTEXT://" + proxy.address()));
        proxy.forwardTo(broker.port());
        for (String topic : List.of("literal", "named")) {
            KafkaTopic.create(proxy.address(), topic, 3);
        }
    }

    @AfterAll
    static void stopBroker() throws Exception {
        proxy.close();
        broker.close();
    }

    @BeforeEach
    void start() {
        Map<String, String> configured = new HashMap<>(Map.of("metadata.max.age.ms", "500"));
        Map<String, Object> settings = ProducerSettingsTest.settings("30s", "key")
                .customize("records", null, ProducerSettingsTest.connectorSettings(configured));
        settings.put("bootstrap.servers", proxy.address());
        settings.put("metadata.max.idle.ms", Long.toString(SOON.producer()));
        producer = new KafkaProducer<>(settings);
        Timer timer = (millis, task) -> sendingThread.schedule(task, millis, TimeUnit.MILLISECONDS);
        scout = new TopicScout(settings, timer);
        topics = new TopicDirectory(Set.of("literal"), TimeUnit.SECONDS.toNanos(20), SOON, TopicState.Clocks.of(timer));
        topics.start(
                topic -> onSendingThread(() -> producer.partitionsFor(topic).size()), scout::lookFor);
    }

    @AfterEach
    void close() {
        sendingThread.shutdownNow();
        scout.close();
        producer.close();
        proxy.metadataRequests();
    }

    @Test
    void areNotAskedForAnyMore() {
        IntStream.range(0, 50).forEach(i -> refused(MADE_UP + i));
        publish("named");
        assertThat(proxy.metadataRequests())
                .anyMatch(request -> request.contains(MADE_UP))
                .allMatch(request -> request.split(MADE_UP).length <= 2 * NamedTopics.MAX_MISSES);
        await(() -> topics.inQuestion() == 0 && topics.partitions("named") == 0);
        await(() -> proxy.metadataRequests().stream()
                .anyMatch(request ->
                        request.contains("literal") && !request.contains(MADE_UP) && !request.contains("named")));
        publish("named");
        publish("literal");
        List<String> requests = new ArrayList<>();
        await(() -> requests.addAll(proxy.metadataRequests()) && requests.size() > 3);
        assertThat(requests).noneMatch(request -> request.contains(MADE_UP));
    }

    /** Some pauses end while the topic is about to be forgotten here, some while it is there. */
    @Test
    void areKnownAgainBeforeARecordReachesTheProducer() {
        for (int pause = 0; pause < 1200; pause += 100) {
            publish("named");
            publish("literal");
            pass(pause);
        }
        pass(SOON.producer() + SOON.idle());
        publish("named");
        publish("literal");
    }

    private void refused(String topic) {
        Uni<Void> whenWritable = topics.whenWritable(topic);
        assertThat(whenWritable).isNotNull();
        assertThat(whenWritable
                        .onItemOrFailure()
                        .transform((known, refused) -> refused)
                        .await()
                        .indefinitely())
                .isNotNull();
    }

    private void publish(String topic) {
        Uni<Void> whenWritable = topics.whenWritable(topic);
        if (whenWritable != null) {
            whenWritable.await().indefinitely();
        }
        List<RecordMetadata> sent = new ArrayList<>();
        onSendingThread(() -> producer.send(new ProducerRecord<>(topic, new byte[1])))
                .map(acknowledged -> {
                    try {
                        return acknowledged.get();
                    } catch (Exception e) {
                        throw new AssertionError(topic, e);
                    }
                })
                .invoke(sent::add)
                .await()
                .indefinitely();
        assertThat(sent).hasSize(1);
    }

    private <T> Uni<T> onSendingThread(Callable<T> task) {
        return Uni.createFrom().completionStage(() -> {
            CompletableFuture<T> done = new CompletableFuture<>();
            sendingThread.execute(() -> {
                try {
                    done.complete(task.call());
                } catch (Exception e) {
                    done.completeExceptionally(e);
                }
            });
            return done;
        });
    }

    private static void pass(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        await(() -> System.nanoTime() >= end);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            assertThat(Thread.interrupted()).as("out of time").isFalse();
        }
    }
}
