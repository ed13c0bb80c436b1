package dev.sluice.egress.cluster;

import dev.sluice.core.delivery.DeliveryFailure;
import dev.sluice.egress.settings.TopicTimes;
import dev.sluice.runtime.ProcessAge;
import dev.sluice.runtime.Shown;
import dev.sluice.runtime.Timer;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Lets records pass to the producer only while the producer knows their topic.
 *
 * <p>If the producer does not know a record's topic, it fails the record at once: {@code max.block.ms} is 0, because
 * waiting would hold up the records behind it. So Sluice asks for topics beforehand: for those of the configuration at
 * startup, which also spares the first event the handshakes and metadata, and for any other with its first record. It
 * asks for each on its own, so a missing one costs the others nothing. A map lookup, a look at the clock and some
 * volatile reads a record. Thread-safe.
 */
public final class TopicDirectory implements TopicState.Owner {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    private final Set<String> literal;
    private final long patienceNanos;
    private final TopicTimes times;
    private final TopicState.Clocks clocks;
    /** The topics of the configuration that were never found so far. */
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    private final Map<String, TopicState> topics = new ConcurrentHashMap<>();
    private final NamedTopics named;
    private volatile @Nullable Function<String, Uni<Integer>> question;
    private volatile Function<String, Uni<Void>> lookFor =
            topic -> Uni.createFrom().voidItem();
    private volatile @Nullable TopicScout scout;
    private volatile @Nullable Breaker breaker;

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
     * @param literal the topics of the configuration, which are asked for at startup and never forgotten
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

    /** From now on, tells the breaker of the first topic found, and lets nobody wait for a topic while it is open. */
    void dependOn(Breaker ofCluster) {
        breaker = ofCluster;
    }

    /** Begins to ask the producer of {@code channel}, if it is Kafka's, and passes each failure to {@code failures}. */
    void start(KafkaClientService clients, String channel, Consumer<Throwable> failures) {
        KafkaProducer<byte[], byte[]> producer = clients.getProducer(channel);
        if (producer != null) {
            Map<String, Object> settings = new HashMap<>(producer.configuration());
            LoginPause login = new LoginPause(channel, settings, System::nanoTime);
            TopicScout aside = new TopicScout(settings, clocks.timer());
            scout = aside;
            start(
                    topic -> login.ask(() -> producer.partitionsFor(topic).map(partitions -> partitions.size()))
                            .onFailure()
                            .invoke(failures),
                    aside::lookFor);
        }
    }

    /** As {@link #start(Function, Function)}, without another client. */
    void start(Function<String, Uni<Integer>> partitionsOf) {
        start(partitionsOf, topic -> Uni.createFrom().voidItem());
    }

    /**
     * Begins to ask; before that every topic passes.
     *
     * @param partitionsOf asks the producer for the number of a topic's partitions, without waiting; fails if it does
     *     not know the topic, but remembers the name for a while either way
     * @param lookFor asks another client, so that the producer does not hear of the topic; fails if it does not exist
     */
    void start(Function<String, Uni<Integer>> partitionsOf, Function<String, Uni<Void>> lookFor) {
        this.lookFor = lookFor;
        question = partitionsOf;
        for (String topic : literal) {
            Uni<Void> whenWritable = whenWritable(topic);
            if (whenWritable != null) {
                whenWritable.subscribe().with(known -> {}, failure -> tell(topic, failure));
            }
        }
    }

    /**
     * Tells the operator before the first event comes. A cluster that cannot be reached, or that does not accept the
     * producer, is logged elsewhere.
     */
    private static void tell(String topic, Throwable failure) {
        if (failure instanceof DeliveryFailure refused
                && refused.kind() == DeliveryFailure.Kind.REFUSED_BY_KAFKA
                && !(refused.getCause() instanceof AuthenticationException)) {
            LOG.errorf(
                    "topic %s: %s; Sluice answers 503 to its events until you fix that", topic, refused.getMessage());
        }
    }

    /**
     * What a record for {@code topic} has to wait for before it is emitted. If it fails with a {@link DeliveryFailure},
     * the record fails with that, and nothing is written.
     *
     * @return null if the record may be emitted now: the producer knows the topic for longer than the record's deadline
     */
    @Nullable
    public Uni<Void> whenWritable(String topic) {
        long now = clocks.millis().getAsLong();
        TopicState known = topics.get(topic);
        if (known == null || known.isStale(now)) {
            known = ask(topic, known, now);
        }
        return known == null ? null : known.whenWritable(now);
    }

    /** How many partitions {@code topic} has, as last heard; 0 if that is not known. */
    public int partitions(String topic) {
        TopicState known = topics.get(topic);
        return known == null ? 0 : known.partitions();
    }

    /** Asks for {@code topic} again, while records pass, because a record for it was refused or timed out. */
    public void recheck(String topic) {
        TopicState known = topics.get(topic);
        if (known != null) {
            known.recheck();
        }
    }

    /**
     * Asks for a topic that is unknown or {@code stale}. Before the start it asks nothing and returns {@code stale}.
     */
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

    /** Logs when the last topic of the configuration is found. */
    @Override
    public void found(TopicState topic) {
        Breaker ofCluster = breaker;
        if (ofCluster != null) {
            ofCluster.reached();
        }
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
    public boolean isHopeless() {
        Breaker ofCluster = breaker;
        return ofCluster != null && ofCluster.isOpen();
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

    /** Whether each topic of the configuration was found once, even if it is missing now. */
    boolean hasFoundAll() {
        return unknown.isEmpty();
    }

    /** How many topics are missing or not heard of yet. */
    long inQuestion() {
        return topics.values().stream().filter(TopicState::isInQuestion).count();
    }

    /** Closes the other client. */
    void close() {
        TopicScout aside = scout;
        if (aside != null) {
            aside.close();
        }
    }
}
