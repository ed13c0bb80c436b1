package dev.sluice.egress.settings;

import dev.sluice.config.PartitionStrategy;
import dev.sluice.config.SluiceConfig;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The producer settings that Sluice's promises rest on, and those that follow from its own keys: timeouts from the
 * deadline, memory from what may be in flight. All other settings stay the operator's.
 *
 * <p>Immutable, and a function of the settings that are given to it.
 *
 * @param deadlineMillis how long a sender waits for an answer at most
 * @param maxBodyBytes the largest body of one event
 * @param maxBytesInFlight how many bytes of bodies may be in flight at once
 * @param maxEventsInFlight how many events may be in flight at once, with the batch that is taken last
 * @param partitioner how Kafka chooses the partition where the mapping does not
 */
@RegisterForReflection(targets = RoundRobinPartitioner.class)
record ProducerPromises(
        long deadlineMillis,
        long maxBodyBytes,
        long maxBytesInFlight,
        long maxEventsInFlight,
        PartitionStrategy partitioner) {

    /**
     * What a record may weigh beyond the body: its key, its headers (heads of at most 80 KiB come in) and Kafka's
     * framing.
     */
    static final int HEADROOM_BYTES = 128 * 1024;

    private static final long DEFAULT_BATCH_BYTES = 16384;

    /** More requests in flight at once, and the client no longer keeps their order when one is repeated. */
    private static final int MAX_IN_FLIGHT_IN_ORDER = 5;

    /** A broker takes one request of a connection after the other: more would wait there, and be smaller each. */
    private static final int IN_FLIGHT = 2;

    /** Takes what is wrong with a setting. */
    @FunctionalInterface
    interface Refusals {

        /**
         * A setting breaks a promise.
         *
         * @param key its name in Kafka's producer
         * @param value what it is set to
         * @param why what would happen, and what to write instead
         */
        void add(String key, Object value, String why);
    }

    /** Those that a configuration asks for. */
    static ProducerPromises of(SluiceConfig config) {
        SluiceConfig.Batches batches = config.batches();
        // a batch is taken whole where a single event would be
        long mostEvents = config.maxEventsInFlight() + (batches == null ? 0L : batches.maxEvents());
        return new ProducerPromises(
                config.ackDeadline().toMillis(),
                config.maxBodyBytes(),
                config.maxBytesInFlight(),
                mostEvents,
                config.partitioner());
    }

    /** How large a record may be, in bytes with all its framing, where the operator does not say. */
    long maxRequestBytes() {
        return maxBodyBytes + HEADROOM_BYTES;
    }

    /**
     * Adds what is missing to the settings of a producer, and refuses what breaks a promise.
     *
     * @param settings changed in place; all values are strings. {@code retries} is there and 0, by which the connector
     *     does not send again itself
     */
    void complete(Map<String, Object> settings, Refusals refused) {
        require(settings, ProducerConfig.ACKS_CONFIG, "all", "a 202 would not survive the loss of a broker", refused);
        require(settings, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true", "retries would duplicate records", refused);
        requireBytes(settings, ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, refused);
        requireBytes(settings, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, refused);
        retryInTheClientOnly(settings, refused);
        sendRecordsAsTheyAre(settings, refused);
        choosePartitions(settings, refused);
        neverWait(settings, refused);
        settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Long.toString(maxRequestBytes()));
        deriveTimeouts(settings, refused);
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
        Object configured = partitioner == PartitionStrategy.KEY
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
     * others queue behind it. So the client must not wait; it is given memory for all that may be in flight, and the
     * directory of topics sees to the metadata, which expires later than what that knows.
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
