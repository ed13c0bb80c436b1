package dev.sluice.egress.settings;

import dev.sluice.config.FileKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * The settings that an operator wrote for a channel, in the places where the connector looks: those of the channel, of
 * all channels, and of all Kafka clients. The first place that has a key wins. Stateless.
 */
public final class WrittenSettings {

    /**
     * A value and where it is written.
     *
     * @param property the full name of the key
     * @param value the text, with references replaced
     */
    public record Written(String property, String value) {}

    /** What is written here reaches the client even if it is empty; in the other places, the connector drops that. */
    static final String CLIENTS = "kafka.";

    private WrittenSettings() {}

    /** All written settings of a channel's producer, as texts by their names in Kafka; {@code there} may be there. */
    static Map<String, Object> of(String channel, Config all, Spellings there) {
        Map<String, Object> written = new HashMap<>();
        for (String place : places(channel)) {
            for (String key : ProducerConfig.configNames()) {
                if (!written.containsKey(key) && there.mayHave(place + key)) {
                    all.getOptionalValue(place + key, String.class).ifPresent(value -> written.put(key, value));
                }
            }
        }
        return written;
    }

    /** The full name under which a setting of a channel is written, or would be for the channel alone. */
    static String property(String channel, String key, Config all) {
        Written written = find(channel, key, all);
        return written == null ? ChannelKeys.name(channel, key) : written.property();
    }

    /** What is written for one key of a channel, a setting or an attribute of the connector; null for nothing. */
    public static @Nullable Written find(String channel, String key, Config all) {
        for (String place : places(channel)) {
            Optional<String> value = all.getOptionalValue(place + key, String.class);
            if (value.isPresent()) {
                return new Written(place + key, value.get());
            }
        }
        return null;
    }

    /**
     * Adds each setting of a channel's producer that would be in force as if it were not there: in a file, one that
     * refers to something that is not set, and one that is empty, unless Kafka takes that for a value.
     */
    static void refuseWithoutValue(String channel, Config all, Spellings there, Refusals refusals) {
        for (String place : places(channel)) {
            for (String key : ProducerConfig.configNames()) {
                String why = there.mayHave(place + key) ? whyWithoutValue(place, key, all) : null;
                if (why != null) {
                    refusals.add(key, place + key, why);
                }
            }
        }
    }

    private static @Nullable String whyWithoutValue(String place, String key, Config all) {
        ConfigValue written = all.getConfigValue(place + key);
        if (written.getRawValue() == null) {
            return null;
        }
        if (written.getRawValue().isEmpty()) {
            boolean isMeant = place.equals(CLIENTS) && EmptySettings.isValue(key);
            return isMeant || FileKeys.isVariable(written.getSourceName())
                    ? null
                    : " has no value: write one, or leave the key out";
        }
        return written.getValue() != null
                ? null
                : " refers to something that is not set: set it, or write ${NAME:default}, and $$ for a $ that is meant";
    }

    private static List<String> places(String channel) {
        return List.of("mp.messaging.outgoing." + channel + ".", "mp.messaging.connector.smallrye-kafka.", CLIENTS);
    }
}
