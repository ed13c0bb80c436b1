package dev.sluice.egress.settings;

import dev.sluice.config.PartitionStrategy;
import dev.sluice.config.SluiceConfig;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The producer settings that Sluice's promises depend on, and those that follow from its own keys: timeouts from the
 * deadline, memory from what may be in flight. All other settings are the operator's.
 *
 * <p>Immutable.
 *
 * @param deadlineMillis how long a sender waits at most
 * @param maxBodyBytes the largest body of a single event
 * @param maxBytesInFlight how many bytes of bodies may be in flight at once
 * @param maxEventsInFlight how many events may be in flight at once, with one whole batch more
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
     * How much larger than the body a record may be: its key, its headers (request heads have at most 80 KiB) and
     * Kafka's framing.
     */
    static final int HEADROOM_BYTES = 128 * 1024;

    private static final long DEFAULT_BATCH_BYTES = 16384;

    /** With more requests in flight, the client does not keep their order when it repeats one. */
    private static final int MAX_IN_FLIGHT_IN_ORDER = 5;

    /** A broker handles the requests of a connection one by one: more would wait there, and each would be smaller. */
    private static final int IN_FLIGHT = 2;

    /** Collects what is wrong with settings. */
    @FunctionalInterface
    interface Breaches {

        /**
         * Adds a setting that breaks a promise.
         *
         * @param key its name in Kafka's producer
         * @param value what it is set to
         * @param why what would happen, and what to write instead
         */
        void add(String key, Object value, String why);
    }

    /** The promises of a configuration. */
    static ProducerPromises of(SluiceConfig config) {
        SluiceConfig.Batches batches = config.batches();
        // a batch is taken whole if a single event would be
        long mostEvents = config.maxEventsInFlight() + (batches == null ? 0L : batches.maxEvents());
        return new ProducerPromises(
                config.ackDeadline().toMillis(),
                config.maxBodyBytes(),
                config.maxBytesInFlight(),
                mostEvents,
                config.partitioner());
    }

    /** How large a record may be, in bytes with all its framing, unless the operator sets it. */
    long maxRequestBytes() {
        return maxBodyBytes + HEADROOM_BYTES;
    }

    /**
     * Adds what is missing to the settings of a producer, and refuses what breaks a promise.
     *
     * @param settings changed in place; all values are strings. {@code retries} must be 0, so that the connector does
     *     not send again itself
     */
    void complete(Map<String, Object> settings, Breaches refused) {
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
            Map<String, Object> settings, String key, String value, String consequence, Breaches refused) {
        Object configured = settings.putIfAbsent(key, value);
        if (configured != null && !configured.toString().equals(value)) {
            refused.add(key, configured, consequence + "; leave it out");
        }
    }

    private static void requireBytes(Map<String, Object> settings, String key, Breaches refused) {
        require(settings, key, ByteArraySerializer.class.getName(), "records would not be the bytes sent", refused);
    }

    /**
     * With {@code retries=0}, the connector does not send again itself, which would give a record a new sequence number
     * and break the order. The client needs its retries back for idempotence.
     */
    private static void retryInTheClientOnly(Map<String, Object> settings, Breaches refused) {
        Object configured = settings.put(ProducerConfig.RETRIES_CONFIG, Integer.toString(Integer.MAX_VALUE));
        if (!"0".equals(configured)) {
            refused.add(
                    ProducerConfig.RETRIES_CONFIG,
                    String.valueOf(configured),
                    "the connector would send again after the client gave up, out of order; leave it out");
        }
    }

    /** Sends records once, in order and unchanged. A producer interceptor could change or drop them. */
    private static void sendRecordsAsTheyAre(Map<String, Object> settings, Breaches refused) {
        Object interceptors = settings.get(ProducerConfig.INTERCEPTOR_CLASSES_CONFIG);
        if (interceptors != null) {
            refused.add(
                    ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
                    interceptors,
                    "an interceptor may change or drop a record after Sluice checked it; leave it out");
        }
        Object transactional = settings.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        if (transactional != null) {
            refused.add(
                    ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                    transactional,
                    "Sluice begins no transactions, so no record could be sent; leave it out");
        }
        String inFlight = ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;
        Object configured = settings.putIfAbsent(inFlight, Integer.toString(IN_FLIGHT));
        if (configured != null && number(settings, inFlight, 1, refused) > MAX_IN_FLIGHT_IN_ORDER) {
            refused.add(inFlight, configured, "Kafka keeps the order only up to 5; write 1 to 5, or leave it out");
        }
    }

    private void choosePartitions(Map<String, Object> settings, Breaches refused) {
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
                    "it would choose partitions without Sluice; leave it out and write sluice.partitioner: key or"
                            + " round-robin");
        }
    }

    /**
     * Keeps the client from waiting. One thread hands all records to the client; if it waited there for metadata or
     * memory for one record, all others would queue behind it. So the client gets memory for everything that may be in
     * flight, and the topic directory fetches the metadata, which expires in the client later than there.
     */
    private void neverWait(Map<String, Object> settings, Breaches refused) {
        require(settings, ProducerConfig.MAX_BLOCK_MS_CONFIG, "0", "one record would hold up all others", refused);
        require(
                settings,
                ProducerConfig.METADATA_MAX_IDLE_CONFIG,
                Long.toString(TopicTimes.of(deadlineMillis).producer()),
                "the producer would fail the first record after a pause, or ask for missing topics forever; Sluice"
                        + " derives it from sluice.ack-deadline",
                refused);
        long batch = number(settings, ProducerConfig.BATCH_SIZE_CONFIG, DEFAULT_BATCH_BYTES, refused);
        settings.putIfAbsent(
                ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(2 * maxBytesInFlight + maxEventsInFlight * batch));
    }

    /**
     * Divides the deadline: nine tenths to deliver, the rest to answer. One request gets half of the time to deliver,
     * so that it can be repeated. What the operator set stays; the rest is derived from it.
     */
    private void deriveTimeouts(Map<String, Object> settings, Breaches refused) {
        long linger = number(settings, ProducerConfig.LINGER_MS_CONFIG, 0, refused);
        long delivery = number(settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deadlineMillis * 9 / 10, refused);
        if (delivery > deadlineMillis) {
            refused.add(
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    delivery,
                    "it exceeds sluice.ack-deadline of " + deadlineMillis
                            + " ms, so senders would get 504 for records that are still being delivered;"
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
                            + ", and the Kafka client would not start; leave it out");
        }
        settings.put(ProducerConfig.LINGER_MS_CONFIG, Long.toString(linger));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(delivery));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(request));
    }

    /** The number that is set at {@code key}; {@code derived} if there is none, or if it is refused. */
    private static long number(Map<String, Object> settings, String key, long derived, Breaches refused) {
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
