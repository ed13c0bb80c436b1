package dev.sluice.egress.settings;

import dev.sluice.config.Secrets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** How a line about settings of Kafka's producer reads, which shows none of their secrets. Stateless. */
public final class SettingLines {

    private static final Map<String, ConfigDef.ConfigKey> PRODUCER =
            ProducerConfig.configDef().configKeys();

    private SettingLines() {}

    /** What follows the full name of a setting that is refused: its value, unless that is a secret, and why. */
    static String refused(String key, Object value, String why) {
        String text = value.toString();
        return (isSecret(key, text) ? "" : " '" + text.replaceAll("\\s+", " ") + "'") + " is refused: " + why;
    }

    /** A text of Kafka's client or of Java about {@code settings}, in one line and without their secrets. */
    public static String shown(String text, Map<String, Object> settings) {
        String shown = text;
        for (Map.Entry<String, Object> setting : settings.entrySet()) {
            String value = String.valueOf(setting.getValue());
            shown = isSecret(setting.getKey(), value) ? Secrets.removedFrom(shown, value) : shown;
        }
        return shown.replaceAll("\\s+", " ");
    }

    private static boolean isSecret(String key, String value) {
        ConfigDef.ConfigKey known = PRODUCER.get(key);
        boolean isNamedSo = known == null ? Secrets.mayBeIn(key) : known.type == ConfigDef.Type.PASSWORD;
        return isNamedSo || Secrets.looksLike(value);
    }
}
