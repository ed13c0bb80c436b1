package dev.sluice.egress;

import dev.sluice.config.ConfigErrors;
import dev.sluice.config.Partitioner;
import dev.sluice.config.SluiceConfig;
import dev.sluice.eventloop.StartOrder;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fixes the producer settings that Sluice's promises rest on, and derives its time-outs from the deadline.
 *
 * <p>Works on the settings the connector has already collected, when the channel is created; whatever contradicts a
 * promise, or is no setting at all, ends the start with one line for each. All other settings stay the operator's.
 */
@Singleton
@RegisterForReflection(targets = RoundRobinPartitioner.class)
final class ProducerSettings implements ClientCustomizer<Map<String, Object>> {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    /** What a record may weigh beyond the body: its key, its headers (at most 64 KiB came in) and Kafka's framing. */
    static final int HEADROOM_BYTES = 128 * 1024;

    private static final long DEFAULT_BATCH_BYTES = 16384;

    /** More requests on their way at once, and the client no longer keeps their order when one is repeated. */
    private static final int MAX_IN_FLIGHT_IN_ORDER = 5;

    /** A broker takes one request of a connection after the other: more would wait there, and be smaller each. */
    private static final int IN_FLIGHT = 2;

    private final long deadlineMillis;
    private final long maxBodyBytes;
    private final long maxBytesInFlight;
    private final long maxEventsInFlight;
    private final Partitioner partitioner;
    private final List<String> channels;

    ProducerSettings(SluiceConfig config) {
        this.deadlineMillis = config.ackDeadline().toMillis();
        this.maxBodyBytes = config.maxBodyBytes();
        this.maxBytesInFlight = config.maxBytesInFlight();
        // a batch is taken whole where a single event would be
        SluiceConfig.Batches batches = config.batches();
        this.maxEventsInFlight = config.maxEventsInFlight() + (batches == null ? 0L : batches.maxEvents());
        this.partitioner = config.partitioner();
        this.channels = config.rejects() == null
                ? List.of(ChannelNames.RECORDS)
                : List.of(ChannelNames.RECORDS, ChannelNames.REJECTS);
    }

    /** Reports at start what {@link #customize} would refuse later, and what is no setting or has no legal value. */
    void check(@Observes @Priority(StartOrder.CHECK_PRODUCERS) StartupEvent start, Config all, ConfigErrors errors) {
        Set<String> advice = new TreeSet<>();
        for (String channel : channels) {
            Examined examined = examine(channel, all);
            examined.refusals().values().forEach(errors::add);
            advice.addAll(EventHubs.advice(examined.completed()));
        }
        advice.forEach(LOG::warn);
    }

    /** All that is wrong with a channel's configuration, a line for each key. */
    SortedMap<String, String> refusals(String channel, Config all) {
        return examine(channel, all).refusals();
    }

    /** The settings of a channel's producer, and what is wrong with them. */
    private record Examined(Map<String, Object> completed, SortedMap<String, String> refusals) {}

    private Examined examine(String channel, Config all) {
        Map<String, Object> configured = configured(channel, all);
        SortedMap<String, String> refusals = new TreeMap<>();
        Map<String, Object> completed = new HashMap<>(configured);
        complete(channel, completed, refusals);
        ChannelRules.check(channel, all, configured, refusals);
        EventHubs.check(channel, completed, refusals);
        if (refusals.isEmpty()) {
            refuseWhatKafkaRefuses(channel, completed, refusals);
        }
        if (refusals.isEmpty()) {
            FirstUseRules.check(channel, completed, all, refusals);
        }
        return new Examined(completed, refusals);
    }

    /** The channels that have a producer. */
    List<String> channels() {
        return channels;
    }

    /** The settings of a channel's producer, as they are once {@link #refusals} has nothing against them. */
    Map<String, Object> effective(String channel, Config all) {
        Map<String, Object> settings = configured(channel, all);
        complete(channel, settings, new TreeMap<>());
        return settings;
    }

    /** What an operator wrote for each setting of a channel's producer, wherever that counts. */
    static Map<String, Object> configured(String channel, Config all) {
        Map<String, Object> configured = new HashMap<>();
        Spellings there = Spellings.of(all);
        for (String place : places(channel)) {
            for (String key : ProducerConfig.configNames()) {
                if (!configured.containsKey(key) && there.mayHave(place + key)) {
                    all.getOptionalValue(place + key, String.class).ifPresent(value -> configured.put(key, value));
                }
            }
        }
        return configured;
    }

    /** What only the client itself knows, of settings that are legal one by one. */
    private static void refuseWhatKafkaRefuses(
            String channel, Map<String, Object> completed, Map<String, String> refusals) {
        try {
            new ProducerConfig(completed);
        } catch (ConfigException e) {
            String why = ChannelRules.shown(String.valueOf(e.getMessage()), completed);
            refusals.put("", "mp.messaging.outgoing." + channel + ".* is refused by the Kafka client: " + why);
        }
    }

    private static void end(Collection<String> refusals) {
        if (!refusals.isEmpty()) {
            throw new ConfigurationException(String.join("\n", refusals));
        }
    }

    /** How large a record may be, in bytes with all its framing, before the client itself refuses it. */
    int maxRequestBytes(Config all) {
        String configured = configured(all, ChannelNames.RECORDS, ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        String bytes = configured == null ? derivedMaxRequestBytes() : configured;
        try {
            return Integer.parseInt(bytes.trim());
        } catch (NumberFormatException e) {
            throw new ConfigurationException(
                    ChannelRules.refused(
                            ChannelNames.RECORDS,
                            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                            bytes,
                            "it is not a number of bytes"),
                    e);
        }
    }

    private String derivedMaxRequestBytes() {
        return Long.toString(maxBodyBytes + HEADROOM_BYTES);
    }

    /** Where the connector finds a setting, the first place that has it wins. */
    private static List<String> places(String channel) {
        return List.of("mp.messaging.outgoing." + channel + ".", "mp.messaging.connector.smallrye-kafka.", "kafka.");
    }

    /** What an operator wrote for {@code key} of a channel, wherever that counts; null for nothing. */
    static @Nullable String configured(Config all, String channel, String key) {
        for (String place : places(channel)) {
            Optional<String> value = all.getOptionalValue(place + key, String.class);
            if (value.isPresent()) {
                return value.get();
            }
        }
        return null;
    }

    /**
     * Completes the producer settings of a channel.
     *
     * @param channel the channel's name; all outgoing channels are Sluice's own
     * @param channelConfig what was configured for it
     * @param settings what the connector makes of that, changed in place; all values are strings
     * @return {@code settings}
     * @throws ConfigurationException where settings break a promise, with a line for each
     */
    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> settings) {
        SortedMap<String, String> refusals = new TreeMap<>();
        complete(channel, settings, refusals);
        end(refusals.values());
        OAuthBearer.allow(settings);
        return settings;
    }

    private void complete(String channel, Map<String, Object> settings, Map<String, String> refusals) {
        Refusals refused =
                (key, value, why) -> refusals.putIfAbsent(key, ChannelRules.refused(channel, key, value, why));
        require(settings, ProducerConfig.ACKS_CONFIG, "all", "a 202 would not survive the loss of a broker", refused);
        require(settings, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true", "retries would duplicate records", refused);
        requireBytes(settings, ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, refused);
        requireBytes(settings, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, refused);
        retryInTheClientOnly(settings, refused);
        sendRecordsAsTheyAre(settings, refused);
        choosePartitions(settings, refused);
        neverWait(settings, refused);
        settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, derivedMaxRequestBytes());
        deriveTimeouts(settings, refused);
        OAuthBearer.complete(settings);
    }

    /** Takes what is wrong with a setting. */
    private interface Refusals {
        void add(String key, Object value, String why);
    }

    private static void require(
            Map<String, Object> settings, String key, String value, String consequence, Refusals refused) {
        Object configured = settings.putIfAbsent(key, value);
        if (configured != null && !configured.toString().equals(value)) {
            refused.add(key, configured, consequence + "; leave it out");
        }
    }

    private static void requireBytes(Map<String, Object> settings, String key, Refusals refused) {
        require(settings, key, ByteArraySerializer.class.getName(), "records would not be the bytes sent", refused);
    }

    /**
     * The connector's own re-sending, which gives a record a new sequence number and so breaks order, is off when the
     * channel says {@code retries=0}; the client needs its retries back for idempotence.
     */
    private static void retryInTheClientOnly(Map<String, Object> settings, Refusals refused) {
        Object configured = settings.put(ProducerConfig.RETRIES_CONFIG, Integer.toString(Integer.MAX_VALUE));
        if (!"0".equals(configured)) {
            refused.add(
                    ProducerConfig.RETRIES_CONFIG,
                    String.valueOf(configured),
                    "the connector would send again after the client gave up, out of order; leave it out");
        }
    }

    /** Once, in order, and unchanged: a producer interceptor may change or drop what it is handed. */
    private static void sendRecordsAsTheyAre(Map<String, Object> settings, Refusals refused) {
        Object interceptors = settings.get(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
        if (interceptors != null) {
            refused.add(
                    ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
                    interceptors,
                    "an interceptor may change or drop a record after it was checked; leave it out");
        }
        Object transactional = settings.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        if (transactional != null) {
            refused.add(
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    transactional,
                    "no transaction is ever begun, so no record could be sent; leave it out");
        }
        String inFlight = ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;
        Object configured = settings.putIfAbsent(inFlight, Integer.toString(IN_FLIGHT));
        if (configured != null && number(settings, inFlight, 1, refused) > MAX_IN_FLIGHT_IN_ORDER) {
            refused.add(inFlight, configured, "order is kept for up to 5 only; write 1 to 5, or leave it out");
        }
    }

    private void choosePartitions(Map<String, Object> settings, Refusals refused) {
        require(
                settings,
                ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
                "false",
                "the order of one key would be lost; if that is meant, write sluice.partitioner: round-robin",
                refused);
        Object configured = partitioner == Partitioner.KEY
                ? settings.get(ProducerConfig.PARTITIONER_CLASS_CONFIG)
                : settings.put(ProducerConfig.PARTITIONER_CLASS_CONFIG, RoundRobinPartitioner.class.getName());
        if (configured != null) {
            refused.add(
                    ProducerConfig.PARTITIONER_CLASS_CONFIG,
                    configured,
                    "it would decide where keys go unseen; leave it out and write sluice.partitioner: key or"
                            + " round-robin");
        }
    }

    /**
     * One thread hands all records to the client, and would wait there for metadata or memory for one record while the
     * others queue behind it. So the client must not wait; it is given memory for all that may be in flight, and {@link
     * TopicDirectory} sees to the metadata, which expires later than what that knows.
     */
    private void neverWait(Map<String, Object> settings, Refusals refused) {
        require(settings, ProducerConfig.MAX_BLOCK_MS_CONFIG, "0", "one record would hold up all others", refused);
        require(
                settings,
                ProducerConfig.METADATA_MAX_IDLE_CONFIG,
                Long.toString(TopicTimes.of(deadlineMillis).producer()),
                "the first record after a pause would be refused, or topics that are not there asked for without end;"
                        + " it follows sluice.ack-deadline",
                refused);
        long batch = number(settings, ProducerConfig.BATCH_SIZE_CONFIG, DEFAULT_BATCH_BYTES, refused);
        settings.putIfAbsent(
                ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(2 * maxBytesInFlight + maxEventsInFlight * batch));
    }

    /**
     * Shares the deadline out: nine tenths to deliver, the rest to answer. One request gets half of that so that it can
     * be repeated. What the operator set stays, and the other gets what it leaves.
     */
    private void deriveTimeouts(Map<String, Object> settings, Refusals refused) {
        long linger = number(settings, ProducerConfig.LINGER_MS_CONFIG, 0, refused);
        long delivery = number(settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deadlineMillis * 9 / 10, refused);
        if (delivery > deadlineMillis) {
            refused.add(
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    delivery,
                    "it exceeds sluice.ack-deadline of " + deadlineMillis
                            + " ms, so senders would be told 504 about records that are still being delivered;"
                            + " leave it out or raise sluice.ack-deadline");
            return;
        }
        long request = number(
                settings, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, (delivery - linger) / 2), refused);
        if (linger + request > delivery) {
            refused.add(
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    request,
                    "with linger.ms " + linger + " it exceeds delivery.timeout.ms " + delivery
                            + ", which the Kafka client does not start with; leave it out");
        }
        settings.put(ProducerConfig.LINGER_MS_CONFIG, Long.toString(linger));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(delivery));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(request));
    }

    /** The number that is set under {@code key}, or else {@code derived}; also where it is refused. */
    private static long number(Map<String, Object> settings, String key, long derived, Refusals refused) {
        Object configured = settings.get(key);
        if (configured == null) {
            return derived;
        }
        try {
            long number = Long.parseLong(configured.toString().trim());
            if (number >= 0 && number <= Integer.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        String unit = key.endsWith(".ms") ? "it is not a number of milliseconds" : "it is not a number";
        refused.add(key, configured, unit + "; write 0 or more, or leave it out");
        return derived;
    }
}
