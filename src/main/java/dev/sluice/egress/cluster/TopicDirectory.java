package dev.sluice.egress.cluster;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.egress.settings.TopicTimes;
import dev.sluice.runtime.ProcessAge;
import dev.sluice.runtime.Shown;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
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
 * Each is asked for on its own, so one that is missing costs the others nothing. A map look-up, a look at the clock and
 * some volatile reads a record. Thread-safe.
 */
public final class TopicDirectory implements TopicState.Owner {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

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
    private final TopicTimes times;
    private final TopicState.Clocks clocks;
    /** The topics of the configuration that were never there so far. */
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    private final Map<String, TopicState> topics = new ConcurrentHashMap<>();
    private final NamedTopics named;
    private volatile @Nullable Function<String, Uni<Integer>> question;
    private volatile Function<String, Uni<Void>> lookFor =
            topic -> Uni.createFrom().voidItem();
    private volatile @Nullable TopicScout scout;

    /**
     * A directory that knows none of {@code literal} yet, for records that have {@code deadline} to be acknowledged.
     */
    static TopicDirectory of(Set<String> literal, Duration deadline, Vertx vertx) {
        return new TopicDirectory(
                literal,
                deadline.toNanos() / 4 * 3,
                TopicTimes.of(deadline.toMillis()),
                TopicState.Clocks.of(Timer.of(vertx)));
    }

    /**
     * A directory that knows no topic yet.
     *
     * @param literal the topics to ask for at the start, and never to forget
     * @param patienceNanos how long a record may wait for the first answer about its topic
     */
    TopicDirectory(Set<String> literal, long patienceNanos, TopicTimes times, TopicState.Clocks clocks) {
        this.literal = literal;
        this.unknown.addAll(literal);
        this.patienceNanos = patienceNanos;
        this.times = times;
        this.clocks = clocks;
        this.named = new NamedTopics(topics, times.producer());
    }

    /** Begins to ask the producer of {@code channel}, where it is Kafka's. */
    void start(KafkaClientService clients, String channel) {
        KafkaProducer<byte[], byte[]> producer = clients.getProducer(channel);
        if (producer != null) {
            Map<String, Object> settings = new HashMap<>(producer.configuration());
            LoginPause login = new LoginPause(channel, settings, System::nanoTime);
            TopicScout aside = new TopicScout(settings, clocks.timer());
            scout = aside;
            start(
                    topic -> login.ask(() -> producer.partitionsFor(topic).map(partitions -> partitions.size())),
                    aside::lookFor);
        }
    }

    /** As {@link #start(Function, Function)}, with nobody to ask aside. */
    void start(Function<String, Uni<Integer>> partitionsOf) {
        start(partitionsOf, topic -> Uni.createFrom().voidItem());
    }

    /**
     * Begins to ask; before that every topic passes.
     *
     * @param partitionsOf gives the number of a topic's partitions, or fails, without waiting; the producer keeps the
     *     name for a while either way
     * @param lookFor fails where there is no such topic, without the producer hearing of it
     */
    void start(Function<String, Uni<Integer>> partitionsOf, Function<String, Uni<Void>> lookFor) {
        this.lookFor = lookFor;
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
     * What a record for {@code topic} has to wait for before it is emitted, and fails with if that fails: a
     * {@link DeliveryFailure}, after which nothing is written. Null where the way is free: then the producer knows the
     * topic for longer than the record has.
     */
    @Nullable
    public Uni<Void> passage(String topic) {
        long now = clocks.millis().getAsLong();
        TopicState known = topics.get(topic);
        if (known == null || known.isStale(now)) {
            known = ask(topic, known, now);
        }
        return known == null ? null : known.passage(now);
    }

    /** How many partitions {@code topic} has, as last heard; 0 where that is not known. */
    public int partitions(String topic) {
        TopicState known = topics.get(topic);
        return known == null ? 0 : known.partitions();
    }

    /** Asks again, aside, because a record for {@code topic} was refused, or not heard of in time. */
    public void doubt(String topic) {
        TopicState known = topics.get(topic);
        if (known != null) {
            known.doubt();
        }
    }

    /** Asks for a topic that nothing is known about, or nothing that still holds; null before anything is asked. */
    private @Nullable TopicState ask(String topic, @Nullable TopicState stale, long now) {
        Function<String, Uni<Integer>> asked = question;
        if (asked == null) {
            return stale;
        }
        TopicState created;
        synchronized (named) {
            TopicState first = topics.get(topic);
            if (first != null && first != stale) {
                return first;
            }
            boolean isLiteral = literal.contains(topic);
            if (stale != null && !isLiteral) {
                named.forget(stale, now);
            }
            if (isLiteral) {
                created = newTopic(topic, asked);
                topics.put(topic, created);
            } else if (named.hasRoom(now)) {
                AsideFirst aside = new AsideFirst(lookFor, asked);
                created = named.add(topic, asked, aside, now, how -> newTopic(topic, how));
            } else {
                return TopicState.UNASKED;
            }
        }
        if (stale != null) {
            stale.forget();
        }
        created.askFirst();
        return created;
    }

    private TopicState newTopic(String topic, Function<String, Uni<Integer>> asked) {
        return new TopicState(topic, asked, patienceNanos, times, clocks, this);
    }

    /** Tells when the last topic of the configuration is found that was not yet. */
    @Override
    public void found(TopicState topic) {
        if (!literal.contains(topic.name())) {
            LOG.debugf("topic %s has %d partitions", Shown.name(topic.name()), topic.partitions());
            synchronized (named) {
                named.found(topic, clocks.millis().getAsLong());
            }
            return;
        }
        LOG.infof("topic %s has %d partitions", topic.name(), topic.partitions());
        if (unknown.remove(topic.name()) && unknown.isEmpty()) {
            LOG.infof(
                    "Kafka is ready %d ms after the start of the process: it has the topics %s",
                    ProcessAge.millis(), literal);
        }
    }

    @Override
    public boolean unused(TopicState topic) {
        if (literal.contains(topic.name())) {
            return false;
        }
        synchronized (named) {
            named.forget(topic, clocks.millis().getAsLong());
        }
        return true;
    }

    /** Whether each topic of the configuration has been there once; that stays so, whatever becomes of it then. */
    boolean hasFoundAll() {
        return unknown.isEmpty();
    }

    /** How many topics are missing, or not heard of yet. */
    long inQuestion() {
        return topics.values().stream().filter(TopicState::isInQuestion).count();
    }

    /** Lets go of what asking takes. */
    void close() {
        TopicScout aside = scout;
        if (aside != null) {
            aside.close();
        }
    }
}
