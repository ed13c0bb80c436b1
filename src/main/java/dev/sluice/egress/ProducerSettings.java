package dev.sluice.egress;

import dev.sluice.SluiceConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
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

    /** The settings that promises rest on. */
    private static final List<String> KEYS = List.of(
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.RETRIES_CONFIG,
            ProducerConfig.LINGER_MS_CONFIG,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);

    /** Where the connector finds a setting, the first place that has it wins. */
    private static final List<String> PLACES =
            List.of("mp.messaging.outgoing." + CHANNEL + ".", "mp.messaging.connector.smallrye-kafka.", "kafka.");

    /** Before the channels are wired, which would report the same refusal behind a page of stack trace. */
    private static final int BEFORE_THE_CHANNELS = 2;

    private final long deadlineMillis;
    private final long maxBodyBytes;

    ProducerSettings(SluiceConfig config) {
        this.deadlineMillis = SluiceConfig.deadline(config).toMillis();
        this.maxBodyBytes = config.maxBodySize().asLongValue();
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
     * Shares the deadline out: a fifth to find the topic's leader, seven tenths to deliver, the rest to answer. Kafka
     * counts the first two one after the other, and one request gets half of the second so that it can be repeated.
     * What the operator set stays, and the others get what it leaves.
     */
    private void deriveTimeouts(String channel, Map<String, Object> settings) {
        long linger = millis(channel, settings, ProducerConfig.LINGER_MS_CONFIG, 0);
        long deliveryIfSet = millis(channel, settings, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 0);
        long leftToBlock = Math.max(0, Math.min(deadlineMillis / 5, deadlineMillis - deliveryIfSet));
        long maxBlock = millis(channel, settings, ProducerConfig.MAX_BLOCK_MS_CONFIG, leftToBlock);
        long leftToDeliver = deadlineMillis * 9 / 10 - maxBlock;
        if (leftToDeliver <= 0) {
            throw exceedsDeadline(channel, ProducerConfig.MAX_BLOCK_MS_CONFIG, maxBlock, "it");
        }
        long delivery = deliveryIfSet > 0 ? deliveryIfSet : leftToDeliver;
        if (maxBlock + delivery > deadlineMillis) {
            throw exceedsDeadline(
                    channel,
                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                    delivery,
                    "with max.block.ms " + maxBlock + " it");
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
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(maxBlock));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(delivery));
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(request));
    }

    private ConfigurationException exceedsDeadline(String channel, String key, long value, String what) {
        return refused(
                channel,
                key,
                value,
                what + " exceeds sluice.ack-deadline of " + deadlineMillis
                        + " ms, so senders would be told 504 about records that are still being delivered;"
                        + " leave it out or raise sluice.ack-deadline");
    }

    /** The milliseconds that are set under {@code key}, or else {@code derived}. */
    private static long millis(String channel, Map<String, Object> settings, String key, long derived) {
        Object configured = settings.get(key);
        return configured == null
                ? derived
                : number(channel, key, configured.toString(), "it is not a number of milliseconds");
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
