package dev.sluice.egress.settings;

import dev.sluice.config.EditDistance;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Checks the keys below {@code mp.messaging.outgoing.<channel>}: settings of Kafka's producer need a legal value, and
 * attributes of the connector must not break a promise.
 *
 * <p>A key that nothing reads is refused, because the intended setting is not in force. If a plug-in is configured,
 * which may read the key, it is allowed. Stateless.
 */
public final class ChannelKeys {

    private static final Map<String, ConfigDef.ConfigKey> PRODUCER =
            ProducerConfig.configDef().configKeys();

    /** Attributes of the connector and the framework, except those in {@link #FIXED} and {@link #USELESS}. */
    private static final Set<String> ATTRIBUTES = Set.of(
            "connector",
            "type",
            "enabled",
            "kafka-configuration",
            "client-id-prefix",
            "close-timeout",
            "tls-configuration-name",
            "health-enabled",
            "health-readiness-enabled",
            "health-readiness-topic-verification",
            "health-readiness-timeout",
            "health-topic-verification-enabled",
            "health-topic-verification-timeout",
            "health-topic-verification-startup-disabled",
            "health-topic-verification-readiness-disabled");

    /** Attributes with the only value that keeps a promise, and what any other value would do. */
    private static final Map<String, Fixed> FIXED = Map.of(
            "waitForWriteCompletion", new Fixed("true", "a 202 would not wait for Kafka"),
            "max-inflight-messages", new Fixed("0", "the bound is sluice.max-events-in-flight"),
            "cloud-events", new Fixed("false", "the connector would change records that Sluice has encoded"),
            "tracing-enabled", new Fixed("false", "records would get headers that no sender sent"),
            "lazy-client", new Fixed("true", "the startup would wait for Kafka"),
            "merge", new Fixed("false", "the channel has only one source"));

    /** Attributes without effect, because records are complete, and what to write instead. */
    private static final Map<String, String> USELESS = Map.ofEntries(
            Map.entry("topic", "write sluice.topic"),
            Map.entry("key", "write sluice.key"),
            Map.entry("partition", "leave it out"),
            Map.entry("propagate-record-key", "leave it out"),
            Map.entry("propagate-headers", "leave it out"),
            Map.entry("key-serialization-failure-handler", "leave it out"),
            Map.entry("value-serialization-failure-handler", "leave it out"),
            Map.entry("cloud-events-source", "leave it out"),
            Map.entry("cloud-events-type", "leave it out"),
            Map.entry("cloud-events-subject", "leave it out"),
            Map.entry("cloud-events-data-content-type", "leave it out"),
            Map.entry("cloud-events-data-schema", "leave it out"),
            Map.entry("cloud-events-insert-timestamp", "leave it out"),
            Map.entry("cloud-events-mode", "write sluice.content-mode"));

    private static final String INTERCEPTOR_BEAN = "interceptor-bean";

    /** Settings that name a class that may read keys of its own. */
    private static final Set<String> PLUG_INS = Set.of(
            "metric.reporters",
            "config.providers",
            "security.providers",
            "ssl.engine.factory.class",
            "sasl.login.class",
            "sasl.login.callback.handler.class",
            "sasl.client.callback.handler.class",
            "sasl.oauthbearer.jwt.retriever.class",
            "sasl.oauthbearer.jwt.validator.class");

    private static final Set<String> KNOWN = known();

    private static final int TYPING_ERRORS = 2;

    /** What clients in other languages call it (librdkafka, "Global configuration properties"). */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "sasl.username", "sasl.jaas.config",
            "sasl.password", "sasl.jaas.config",
            "ssl.ca.location", "ssl.truststore.location",
            "ssl.certificate.location", "ssl.keystore.location",
            "ssl.key.location", "ssl.keystore.location",
            "metadata.broker.list", "bootstrap.servers",
            "message.max.bytes", "max.request.size",
            "queue.buffering.max.ms", "linger.ms");

    private record Fixed(String value, String consequence) {}

    private ChannelKeys() {}

    /**
     * Adds a line for everything that is wrong.
     *
     * @param channel the channel's name
     * @param all the whole configuration
     * @param there the keys that may be in it
     * @param settings the producer settings in force, from all sources
     * @param refusals gets one line per key
     */
    static void check(String channel, Config all, Spellings there, Map<String, Object> settings, Refusals refusals) {
        boolean plugIns = hasPlugIns(settings);
        for (String key : new TreeSet<>(keys(channel, all))) {
            if (!KNOWN.contains(key)) {
                refuseUnknown(channel, key, plugIns, refusals);
            }
        }
        checkAttributes(
                name(channel, ""),
                key -> there.mayHave(name(channel, key))
                        ? all.getOptionalValue(name(channel, key), String.class).orElse(null)
                        : null,
                refusals);
        settings.forEach((key, value) -> refuseIllegal(key, value.toString(), refusals));
    }

    /** Whether such settings name a class that may read keys of its own. */
    static boolean hasPlugIns(Map<String, Object> settings) {
        return PLUG_INS.stream().anyMatch(settings::containsKey);
    }

    /** Whether a key is a setting of Kafka's producer or an attribute of the connector. */
    static boolean isKnown(String key) {
        return KNOWN.contains(key);
    }

    /**
     * Adds the attributes of the connector in one place that break a promise or do nothing.
     *
     * @param place what the attributes have before their names; it ends with a dot
     * @param written what is written there for an attribute; null for nothing
     * @param refusals a line for each, under its key for the channel's own place and under its whole name elsewhere
     */
    static void checkAttributes(String place, Function<String, @Nullable String> written, Refusals refusals) {
        FIXED.forEach((key, fixed) -> {
            String value = written.apply(key);
            if (value != null && !value.equals(fixed.value())) {
                refuseAttribute(place, key, value, fixed.consequence() + "; leave it out", refusals);
            }
        });
        USELESS.forEach((key, instead) -> {
            String value = written.apply(key);
            if (value != null) {
                String why = "it would do nothing, because records are complete; " + instead;
                refuseAttribute(place, key, value, why, refusals);
            }
        });
        String interceptor = written.apply(INTERCEPTOR_BEAN);
        if (interceptor != null) {
            String why = "an interceptor may change or drop a record after Sluice checked it; leave it out";
            refuseAttribute(place, INTERCEPTOR_BEAN, interceptor, why, refusals);
        }
    }

    private static void refuseAttribute(String place, String key, String value, String why, Refusals refusals) {
        boolean ofTheChannel = place.startsWith("mp.messaging.outgoing.");
        refusals.add(ofTheChannel ? key : place + key, place + key, SettingLines.refused(key, value, why));
    }

    /** The whole name of a channel's own key. */
    static String name(String channel, String key) {
        return "mp.messaging.outgoing." + channel + "." + key;
    }

    /** The keys that are written below the channel, in any spelling. */
    private static Set<String> keys(String channel, Config all) {
        String prefix = name(channel, "");
        String variables = variable(prefix);
        Set<String> properties = new HashSet<>();
        all.getPropertyNames().forEach(properties::add);
        Set<String> keys = new HashSet<>();
        for (String property : properties) {
            if (property.startsWith(variables)) {
                keys.add(known(property.substring(variables.length())));
            } else if (property.startsWith(prefix) && !properties.contains(variable(property))) {
                // (if there is such a variable, the property is the framework's guess at what it means)
                // YAML quotes a key with dots in it, and gives each entry of a list besides the list
                keys.add(property.substring(prefix.length()).replace("\"", "").replaceFirst("\\[\\d+]$", ""));
            }
        }
        return keys;
    }

    private static String variable(String property) {
        return property.replaceAll("\\W", "_").toUpperCase(Locale.ROOT);
    }

    /** The key that an environment variable means; its name has lost the hyphens and the case. */
    private static String known(String variable) {
        String spelled = variable.toLowerCase(Locale.ROOT).replace('_', '.');
        return KNOWN.stream()
                .filter(key -> key.replaceAll("\\W", ".").equalsIgnoreCase(spelled))
                .findFirst()
                .orElse(spelled);
    }

    private static Set<String> known() {
        Set<String> known = new TreeSet<>(PRODUCER.keySet());
        known.addAll(ATTRIBUTES);
        known.addAll(FIXED.keySet());
        known.addAll(USELESS.keySet());
        known.add(INTERCEPTOR_BEAN);
        return known;
    }

    private static void refuseUnknown(String channel, String key, boolean plugIns, Refusals refusals) {
        String nearest = nearest(key);
        if (nearest != null) {
            refusals.addMisspelt(key, name(channel, key), nearest);
        } else if (!plugIns) {
            refusals.add(
                    key,
                    name(channel, key),
                    " is not a setting of Kafka's producer or of its channel, and would do nothing: leave it out");
        }
    }

    /** The key that is the same but for typing errors, or is so called in other clients; null where there is none. */
    static @Nullable String nearest(String key) {
        String nearest = ELSEWHERE.get(key);
        if (nearest != null) {
            return nearest;
        }
        int least = TYPING_ERRORS + 1;
        for (String known : KNOWN) {
            int errors = EditDistance.between(key.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT));
            if (errors < least) {
                nearest = known;
                least = errors;
            }
        }
        return nearest;
    }

    private static void refuseIllegal(String key, String value, Refusals refusals) {
        ConfigDef.ConfigKey known = PRODUCER.get(key);
        if (known == null) {
            return;
        }
        Object parsed;
        try {
            parsed = ConfigDef.parseType(key, value, known.type);
        } catch (ConfigException e) {
            refusals.refuse(key, value, "it is " + unlike(known.type));
            return;
        }
        try {
            if (known.validator != null) {
                known.validator.ensureValid(key, parsed);
            }
        } catch (ConfigException e) {
            refusals.refuse(key, value, "it is not allowed; write " + allowed(known, value, e));
        }
    }

    private static String unlike(ConfigDef.Type type) {
        return switch (type) {
            case INT, LONG, SHORT -> "not a whole number; write digits only";
            case DOUBLE -> "not a number; write digits, with a point where needed";
            case BOOLEAN -> "neither true nor false; write one of them";
            case CLASS -> "not a class on the class path; write the full name of one that is";
            case LIST, STRING, PASSWORD -> "not readable; write it as Kafka documents it";
        };
    }

    /** The range that the validator describes, or else its complaint without the value. */
    private static String allowed(ConfigDef.ConfigKey key, String value, ConfigException complaint) {
        String range = String.valueOf(key.validator);
        if (range.startsWith("[") || range.startsWith("(")) {
            return "a value of " + range.replace("[0,...]", "0 or more").replace("[1,...]", "1 or more");
        }
        if (range.contains("@") || range.contains("$$")) {
            return "what Kafka documents ("
                    + SettingLines.shown(String.valueOf(complaint.getMessage()), Map.of(key.name, value)) + ")";
        }
        return range;
    }
}
