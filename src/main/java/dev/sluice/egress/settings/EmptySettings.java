package dev.sluice.egress.settings;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SslConfigs;

/**
 * Settings that are empty. Some deployments leave a variable out by leaving it empty, and the framework gives that to
 * the client as a value. Stateless.
 */
final class EmptySettings {

    private static final Map<String, ConfigDef.ConfigKey> PRODUCER =
            ProducerConfig.configDef().configKeys();

    private EmptySettings() {}

    /**
     * Whether Kafka takes an empty text for a value of a setting: for an empty list, and for verifying no host names.
     */
    static boolean isValue(String key) {
        ConfigDef.ConfigKey known = PRODUCER.get(key);
        return known != null && known.type == ConfigDef.Type.LIST
                || key.equals(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
    }

    /** Leaves out what is empty and has no value; changes the settings in place. */
    static void remove(Map<String, Object> settings) {
        settings.entrySet().removeIf(setting -> "".equals(setting.getValue()) && !isValue(setting.getKey()));
    }
}
