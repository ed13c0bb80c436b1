package dev.sluice.egress.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.egress.settings.TopicTimes;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.clients.producer.internals.ProducerMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

/**
 * What Sluice remembers of topics beside what Kafka's producer does, which is simulated around the client's own class
 * for that, with a clock that also stands still and jumps.
 */
class TopicMemoryTest {

    private static final long DEADLINE = 30_000;
    private static final int STEPS = 3000;

    /** With {@code max.block.ms=0} it would be refused. */
    @Test
    void neverLetsARecordPassThatTheProducerForgetsTheTopicOfBeforeItsDeadline() {
        long seed = Long.getLong("sluice.seed", System.nanoTime());
        for (int run = 0; run < 8; run++) {
            new Simulation(seed + run).run();
        }
    }

    private record Task(long at, Runnable task) {}

    private static final class Simulation {

        private final long seed;
        private final Random random;
        private final TopicTimes times = TopicTimes.of(DEADLINE);
        private final PriorityQueue<Task> timers = new PriorityQueue<>(Comparator.comparingLong(Task::at));
        private final Deque<Runnable> sendingThread = new ArrayDeque<>();
        private final ProducerMetadata metadata = new ProducerMetadata(
                100, 1000, 300_000, times.producer(), new LogContext(), new ClusterResourceListeners(), Time.SYSTEM);
        private final TopicDirectory directory;
        private long now = 1_000_000_000;
        private int sent;

        private Simulation(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.directory = new TopicDirectory(
                    Set.of("literal-0", "literal-1"),
                    TimeUnit.MILLISECONDS.toNanos(DEADLINE / 4 * 3),
                    times,
                    new TopicState.Clocks(
                            () -> TimeUnit.MILLISECONDS.toNanos(now),
                            () -> now,
                            (millis, task) -> timers.add(new Task(now + millis, task))));
        }

        private void run() {
            directory.start(
                    this::partitionsOf,
                    topic -> isThere(topic)
                            ? Uni.createFrom().voidItem()
                            : Uni.createFrom().failure(Errors.UNKNOWN_TOPIC_OR_PARTITION.exception()));
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(50)) {
                    case 0 -> standStillTwice();
                    case 1, 2, 3, 4, 5 -> passTime();
                    case 6, 7, 8, 9, 10 -> answerTheProducer();
                    case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 -> runTimers();
                    case 21, 22, 23, 24, 25, 26, 27, 28, 29, 30 -> publish();
                    default -> runSendingThread();
                }
            }
            assertThat(sent).as("records sent, with seed %d", seed).isGreaterThan(STEPS / 100);
        }

        private static boolean isThere(String topic) {
            return !topic.startsWith("made-up");
        }

        private String topic() {
            return switch (random.nextInt(6)) {
                case 0, 1 -> "literal-" + random.nextInt(2);
                case 2 -> "made-up-" + random.nextInt(100);
                default -> "named-" + random.nextInt(10) * random.nextInt(10);
            };
        }

        /** Mostly little; at times so much that topics are forgotten, while timers run or stand still. */
        private void passTime() {
            long span = random.nextInt(50) == 0 ? random.nextLong(20 * 60_000) : random.nextLong(3000);
            boolean frozen = random.nextBoolean();
            for (long end = now + span; now < end && !frozen; now += Math.min(end - now, 20_000)) {
                runTimers();
                runSendingThread();
            }
            now += frozen ? span : 0;
        }

        /** Answers are about as old as may be when records pass, which then wait while the producer hears something. */
        private void standStillTwice() {
            now += times.valid() - random.nextLong(DEADLINE);
            for (int records = 0; records < 10; records++) {
                publish();
            }
            now += random.nextLong(DEADLINE);
            answerTheProducer();
            runSendingThread();
        }

        private void runTimers() {
            while (!timers.isEmpty() && timers.peek().at() <= now) {
                timers.remove().task().run();
            }
        }

        private void publish() {
            String topic = topic();
            long deadline = now + DEADLINE;
            Uni<Void> whenWritable = directory.whenWritable(topic);
            if (whenWritable == null) {
                emit(topic, deadline);
            } else {
                whenWritable.subscribe().with(known -> emit(topic, deadline), refused -> {});
            }
        }

        /** The sender of a record that is later than its deadline was told so by then. */
        private void emit(String topic, long deadline) {
            sendingThread.add(() -> {
                if (now < deadline) {
                    assertThat(partitionsInMind(topic))
                            .as("partitions of %s in the producer's mind, with -Dsluice.seed=%d", topic, seed)
                            .isNotNull();
                    sent++;
                }
            });
        }

        private void runSendingThread() {
            for (int tasks = sendingThread.size(); tasks > 0; tasks--) {
                sendingThread.remove().run();
            }
        }

        /** As {@code partitionsFor} with {@code max.block.ms=0}, on the thread that sends. */
        private Uni<Integer> partitionsOf(String topic) {
            return Uni.createFrom().emitter(answer -> sendingThread.add(() -> answer(topic, answer)));
        }

        private void answer(String topic, UniEmitter<? super Integer> answer) {
            Integer partitions = partitionsInMind(topic);
            if (partitions != null) {
                answer.complete(partitions);
                return;
            }
            metadata.requestUpdateForTopic(topic);
            Errors error = metadata.getError(topic);
            answer.fail(error == null ? new TimeoutException(topic) : new TimeoutException(topic, error.exception()));
        }

        private Integer partitionsInMind(String topic) {
            metadata.add(topic, now);
            return metadata.fetch().partitionCountForTopic(topic);
        }

        /** The answer to what the producer asks now; it is then that expired topics go. */
        private void answerTheProducer() {
            Metadata.MetadataRequestAndVersion request = metadata.newMetadataRequestAndVersion(now);
            MetadataResponseData response = new MetadataResponseData();
            response.brokers()
                    .add(new MetadataResponseData.MetadataResponseBroker()
                            .setNodeId(1)
                            .setHost("localhost")
                            .setPort(9092));
            for (String topic : request.requestBuilder.topics()) {
                MetadataResponseTopic described = new MetadataResponseTopic().setName(topic);
                if (isThere(topic)) {
                    described
                            .partitions()
                            .add(new MetadataResponsePartition()
                                    .setPartitionIndex(0)
                                    .setLeaderId(1)
                                    .setLeaderEpoch(1));
                } else {
                    described.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
                }
                response.topics().add(described);
            }
            metadata.update(
                    request.requestVersion,
                    new MetadataResponse(response, ApiKeys.METADATA.latestVersion()),
                    request.isPartialUpdate,
                    now);
        }
    }
}
