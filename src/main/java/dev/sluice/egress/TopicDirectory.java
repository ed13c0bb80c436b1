package dev.sluice.egress;

import dev.sluice.ProcessAge;
import dev.sluice.config.SluiceConfig;
import dev.sluice.core.kafka.DeliveryFailure;
import dev.sluice.core.mapping.Mapper;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets records pass to the producer only while the producer knows their topic.
 *
 * <p>The producer refuses a record at once whose topic it does not know ({@code max.block.ms} is 0, because waiting
 * would hold up the records behind it), so topics are asked for aside: those of the configuration from the moment the
 * process starts, which also takes handshakes and metadata out of the first event, and any other with its first record.
 * Each is asked for on its own, so one that is missing costs the others nothing. A map look-up and a volatile read a
 * record. Thread-safe.
 */
@Singleton
final class TopicDirectory {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    /** How many topics that events named may be in question at once: each costs a question a second. */
    private static final int MAX_IN_QUESTION = 100;

    /** Runs a task after some milliseconds. */
    interface Timer {
        void after(long millis, Runnable task);

        /** One that runs tasks on an event loop. */
        static Timer of(Vertx vertx) {
            return (millis, task) -> vertx.setTimer(millis, timer -> task.run());
        }
    }

    private final Set<String> literal;
    private final long patienceNanos;
    private final Timer timer;
    /** The topics of the configuration that were never there so far. */
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    private final Map<String, KnownTopic> topics = new ConcurrentHashMap<>();
    private volatile @Nullable Function<String, Uni<Integer>> question;

    @Inject
    TopicDirectory(SluiceConfig config, Mapper mapper, Vertx vertx) {
        this(mapper.knownTopics(), patienceNanos(config.ackDeadline()), Timer.of(vertx));
    }

    /** A directory of other topics, for records that have {@code deadline} to be acknowledged. */
    static TopicDirectory of(Set<String> literal, Duration deadline, Vertx vertx) {
        return new TopicDirectory(literal, patienceNanos(deadline), Timer.of(vertx));
    }

    private static long patienceNanos(Duration deadline) {
        return deadline.toNanos() / 4 * 3;
    }

    /**
     * A directory that knows no topic yet.
     *
     * @param literal the topics to ask for at the start
     * @param patienceNanos how long a record may wait for the first answer about its topic
     */
    TopicDirectory(Set<String> literal, long patienceNanos, Timer timer) {
        this.literal = literal;
        this.unknown.addAll(literal);
        this.patienceNanos = patienceNanos;
        this.timer = timer;
    }

    void start(@Observes StartupEvent start, KafkaClientService clients) {
        start(clients, "records");
    }

    /** Begins to ask the producer of {@code channel}, where it is Kafka's. */
    void start(KafkaClientService clients, String channel) {
        KafkaProducer<byte[], byte[]> producer = clients.getProducer(channel);
        if (producer != null) {
            LoginPause login = new LoginPause(channel, System::nanoTime);
            start(topic -> login.ask(() -> producer.partitionsFor(topic).map(partitions -> partitions.size())));
        }
    }

    /**
     * Begins to ask; before that every topic passes.
     *
     * @param partitionsOf gives the number of a topic's partitions, or fails, without waiting
     */
    void start(Function<String, Uni<Integer>> partitionsOf) {
        question = partitionsOf;
        for (String topic : literal) {
            Uni<Void> passage = passage(topic);
            if (passage != null) {
                passage.subscribe().with(known -> {}, failure -> tell(topic, failure));
            }
        }
    }

    /** An operator should know before the first event comes; that no broker was reached is told elsewhere. */
    private static void tell(String topic, Throwable failure) {
        if (failure instanceof DeliveryFailure refused && refused.kind() == DeliveryFailure.Kind.REFUSED_BY_KAFKA) {
            LOG.errorf("topic %s: %s; its events are answered 503 until that is mended", topic, refused.getMessage());
        }
    }

    /**
     * What a record for {@code topic} has to wait for before it is emitted, and fails with if that fails: a {@link
     * DeliveryFailure}, after which nothing is written. Null where the way is free.
     */
    @Nullable
    Uni<Void> passage(String topic) {
        KnownTopic known = known(topic);
        return known == null ? null : known.passage();
    }

    /** How many partitions {@code topic} has, as last heard; 0 where that is not known. */
    int partitions(String topic) {
        KnownTopic known = topics.get(topic);
        return known == null ? 0 : known.partitions();
    }

    /** Asks again, aside, because a record for {@code topic} was refused, or not heard of in time. */
    void doubt(String topic) {
        KnownTopic known = topics.get(topic);
        if (known != null) {
            known.doubt();
        }
    }

    private @Nullable KnownTopic known(String topic) {
        KnownTopic known = topics.get(topic);
        Function<String, Uni<Integer>> asked = question;
        if (known != null || asked == null) {
            return known;
        }
        if (!literal.contains(topic) && !hasRoom()) {
            return KnownTopic.UNASKED;
        }
        KnownTopic created = new KnownTopic(topic, asked, patienceNanos, System::nanoTime, timer, () -> found(topic));
        KnownTopic first = topics.putIfAbsent(topic, created);
        if (first != null) {
            return first;
        }
        created.askFirst();
        return created;
    }

    /** Tells when the last topic of the configuration is found that was not yet. */
    private void found(String topic) {
        if (unknown.remove(topic) && unknown.isEmpty()) {
            LOG.infof(
                    "Kafka is ready %d ms after the start of the process: it has the topics %s",
                    ProcessAge.millis(), literal);
        }
    }

    /** Whether one more topic may be asked for; one that an event named and that is missing makes room for it. */
    private boolean hasRoom() {
        int asked = 0;
        Map.Entry<String, KnownTopic> missing = null;
        for (Map.Entry<String, KnownTopic> entry : topics.entrySet()) {
            if (entry.getValue().passage() != null && !literal.contains(entry.getKey())) {
                asked++;
                missing = entry.getValue().isRefused() ? entry : missing;
            }
        }
        if (asked < MAX_IN_QUESTION) {
            return true;
        }
        if (missing == null || !topics.remove(missing.getKey(), missing.getValue())) {
            return false;
        }
        missing.getValue().forget();
        return true;
    }

    /** Whether each topic of the configuration has been there once; that stays so, whatever becomes of it then. */
    boolean hasFoundAll() {
        return unknown.isEmpty();
    }

    /** How many topics are missing, or not heard of yet. */
    long inQuestion() {
        return topics.values().stream().filter(topic -> topic.passage() != null).count();
    }
}
