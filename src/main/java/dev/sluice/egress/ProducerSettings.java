package dev.sluice.egress;

import dev.sluice.config.SluiceConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Fixes the producer settings that Sluice's promises rest on, and derives its time-outs from the deadline.
 *
 * <p>Works on the settings the connector has already collected, when the channel is created; whatever contradicts a
 * promise ends the start with the consequence in the message. All other settings stay the operator's.
 */
@Singleton
final class ProducerSettings implements ClientCustomizer<Map<String, Object>> {

    /** What a record may weigh beyond the body: its key, its headers (at most 64 KiB came in) and Kafka's framing. */
    static final int HEADROOM_BYTES = 128 * 1024;

    private static final String CHANNEL = "records";

    private static final String TEN_YEARS_MILLIS =
            Long.toString(Duration.ofDays(3650).toMillis());
    private static final long DEFAULT_BATCH_BYTES = 16384;

    /** The settings that promises rest on. */
    private static final List<String> KEYS = List.of(
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.RETRIES_CONFIG,
            ProducerConfig.LINGER_MS_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.METADATA_MAX_IDLE_CONFIG,
            ProducerConfig.BATCH_SIZE_CONFIG,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);

    /** Where the connector finds a setting, the first place that has it wins. */
    private static final List<String> PLACES =
            List.of("mp.messaging.outgoing." + CHANNEL + ".", "mp.messaging.connector.smallrye-kafka.", "kafka.");

    /** Before the channels are wired, which would report the same refusal behind a page of stack trace. */
    private static final int BEFORE_THE_CHANNELS = 2;

    private final long deadlineMillis;
    private final long maxBodyBytes;
    private final long maxBytesInFlight;
    private final long maxEventsInFlight;

    ProducerSettings(SluiceConfig config) {
        this.deadlineMillis = config.ackDeadline().toMillis();
        this.maxBodyBytes = config.maxBodyBytes();
        this.maxBytesInFlight = config.maxBytesInFlight();
        this.maxEventsInFlight = config.maxEventsInFlight();
    }

    /** Refuses at start what {@link #customize} would refuse once the channel is created. */
    void check(@Observes @Priority(BEFORE_THE_CHANNELS) StartupEvent start, Config all) {
        Map<String, Object> configured = new HashMap<>();
        for (String key : KEYS) {
            String value = configured(all, key);
            if (value != null) {
                configured.put(key, value);
            }
        }
        customize(CHANNEL, all, configured);
    }

    /** How large a record may be, in bytes with all its framing, before the client itself refuses it. */
    int maxRequestBytes(Config all) {
        String configured = configured(all, ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        return (int) number(
                CHANNEL,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                configured == null ? derivedMaxRequestBytes() : configured,
                "it is not a number of bytes");
    }

    private String derivedMaxRequestBytes() {
        return Long.toString(maxBodyBytes + HEADROOM_BYTES);
    }

    private static @Nullable String configured(Config all, String key) {
        for (String place : PLACES) {
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
     * @throws ConfigurationException where a setting breaks a promise
     */
    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> settings) {
        require(channel, settings, ProducerConfig.ACKS_CONFIG, "all", "a 202 would not survive the loss of a broker");
        require(channel, settings, ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true", "retries would duplicate records");
        requireBytes(channel, settings, ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG);
        requireBytes(channel, settings, ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG);
        retryInTheClientOnly(channel, settings);
        neverWait(channel, settings);
        settings.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, derivedMaxRequestBytes());
        deriveTimeouts(channel, settings);
        return settings;
    }

    private static void require(
            String channel, Map<String, Object> settings, String key, String value, String consequence) {
        Object configured = settings.putIfAbsent(key, value);
        if (configured != null && !configured.equals(value)) {
            throw refused(channel, key, configured, consequence + "; leave it out");
        }
    }

    private static void requireBytes(String channel, Map<String, Object> settings, String key) {
        require(channel, settings, key, ByteArraySerializer.class.getName(), "records would not be the bytes sent");
    }

    /**
     * The connector's own re-sending, which gives a record a new sequence number and so breaks order, is off when the
     * channel says {@code retries=0}; the client needs its retries back for idempotence.
     */
    private static void retryInTheClientOnly(String channel, Map<String, Object> settings) {
        Object configured = settings.put(ProducerConfig.RETRIES_CONFIG, Integer.toString(Integer.MAX_VALUE));
        if (!"0".equals(configured)) {
            throw refused(
                    channel,
                    ProducerConfig.RETRIES_CONFIG,
                    String.valueOf(configured),
                    "the connector would send again after the client gave up, out of order; leave it out");
        }
    }

    /**
     * One thread hands all records to the client, and would wait there for metadata or memory for one record while the
     * others queue behind it. So the client must not wait; it is given memory for all that may be in flight, and {@link
     * TopicDirectory} sees to the metadata, which must not expire then.
     */
    private void neverWait(String channel, Map<String, Object> settings) {
        require(channel, settings, ProducerConfig.MAX_BLOCK_MS_CONFIG, "0", "one record would hold up all others");
        require(
                channel,
                settings,
                ProducerConfig.METADATA_MAX_IDLE_CONFIG,
                TEN_YEARS_MILLIS,
                "the first record after a pause would be refused");
        long batch = millis(channel, settings, ProducerConfig.BATCH_SIZE_CONFIG, DEFAULT_BATCH_BYTES);
        settings.putIfAbsent(
                ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(2 * maxBytesInFlight + maxEventsInFlight * batch));
    }

    /**
     * Shares the deadline out: nine tenths to deliver, the rest to answer. One request gets half of that so that it can
     * be repeated. What the operator set stays, and the other gets what it leaves.
     */
    private void deriveTimeouts(String channel, Map<String, Object> settings) {
        long linger = millis(channel, settings, ProducerConfig.LINGER_MS_CONFIG, 0);
        long delivery = millis(channel, settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deadlineMillis * 9 / 10);
        if (delivery > deadlineMillis) {
            throw refused(
                    channel,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    delivery,
                    "it exceeds sluice.ack-deadline of " + deadlineMillis
                            + " ms, so senders would be told 504 about records that are still being delivered;"
                            + " leave it out or raise sluice.ack-deadline");
        }
        long request = millis(
                channel, settings, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, (delivery - linger) / 2));
        if (linger + request > delivery) {
            throw refused(
                    channel,
                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                    request,
                    "with linger.ms " + linger + " it exceeds delivery.timeout.ms " + delivery
                            + ", which the Kafka client does not start with; leave it out");
        }
        settings.put(ProducerConfig.LINGER_MS_CONFIG, Long.toString(linger));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(delivery));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(request));
    }

    /** The number that is set under {@code key}, or else {@code derived}. */
    private static long millis(String channel, Map<String, Object> settings, String key, long derived) {
        Object configured = settings.get(key);
        return configured == null
                ? derived
                : number(channel, key, configured.toString(), "it is not a number from 0 to 2147483647");
    }

    private static long number(String channel, String key, String value, String refusal) {
        try {
            long number = Long.parseLong(value.trim());
            if (number >= 0 && number <= Integer.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below, like a number out of range
        }
        throw refused(channel, key, value, refusal);
    }

    private static ConfigurationException refused(String channel, String key, Object value, String why) {
        return new ConfigurationException(
                "mp.messaging.outgoing." + channel + "." + key + " '" + value + "' is refused: " + why);
    }
}
