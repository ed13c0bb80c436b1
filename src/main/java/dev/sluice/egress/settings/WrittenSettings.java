package dev.sluice.egress.settings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wrote for a channel, in any of the places where the connector looks for it: the channel's own, that
 * of all channels, that of all of Kafka's clients. The first one that has a key wins. Stateless.
 */
public final class WrittenSettings {

    /**
     * A value and where it is written.
     *
     * @param property the whole name of the key
     * @param value the text, references in it replaced
     */
    public record Written(String property, String value) {}

    private WrittenSettings() {}

    /** All settings of a channel's producer that are written, by their names in Kafka, as texts. */
    static Map<String, Object> of(String channel, Config all) {
        Map<String, Object> written = new HashMap<>();
        Spellings there = Spellings.of(all);
        for (String place : places(channel)) {
            for (String key : ProducerConfig.configNames()) {
                if (!written.containsKey(key) && there.mayHave(place + key)) {
                    all.getOptionalValue(place + key, String.class).ifPresent(value -> written.put(key, value));
                }
            }
        }
        return written;
    }

    /** What is written for one key of a channel, be it a setting or an attribute of the connector; null for nothing. */
    public static @Nullable Written find(String channel, String key, Config all) {
        for (String place : places(channel)) {
            Optional<String> value = all.getOptionalValue(place + key, String.class);
            if (value.isPresent()) {
                return new Written(place + key, value.get());
            }
        }
        return null;
    }

    private static List<String> places(String channel) {
        return List.of("mp.messaging.outgoing." + channel + ".", "mp.messaging.connector.smallrye-kafka.", "kafka.");
    }
}
