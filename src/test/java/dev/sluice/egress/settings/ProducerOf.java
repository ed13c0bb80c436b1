package dev.sluice.egress.settings;

import dev.sluice.config.Configured;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** What the producer of the channel {@code records} is set to, without making it. */
public final class ProducerOf {

    private ProducerOf() {}

    /**
     * The settings, complete.
     *
     * @throws RuntimeException where Sluice or Kafka's client would not start with them
     */
    public static ProducerConfig settings(Configured configured) {
        Map<String, Object> settings = new HashMap<>(Map.of(ProducerConfig.RETRIES_CONFIG, "0"));
        for (String name : ProducerConfig.configNames()) {
            configured.value("kafka." + name).ifPresent(value -> settings.put(name, value));
        }
        ProducerSettings complete = new ProducerSettings(configured.config());
        return new ProducerConfig(complete.customize("records", null, settings));
    }
}
