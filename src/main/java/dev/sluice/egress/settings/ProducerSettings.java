package dev.sluice.egress.settings;

import dev.sluice.config.ConfigErrors;
import dev.sluice.config.SluiceConfig;
import dev.sluice.runtime.StartOrder;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.reactive.messaging.ClientCustomizer;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Applies {@link ProducerPromises} to the producer of each channel: at startup to what the operator wrote, and when the
 * channel is created to what the connector made of it.
 *
 * <p>A setting that breaks a promise, does not exist or cannot work here stops the startup, with one line each.
 * Immutable, thread-safe.
 */
@Singleton
public final class ProducerSettings implements ClientCustomizer<Map<String, Object>> {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    private static final int LARGEST_PORT = 65_535;

    private static final Pattern SERVER =
            Pattern.compile("([A-Z_]+://)?[^:/,\\s]+:\\d{1,5}|([A-Z_]+://)?\\[[^],\\s]+]:\\d{1,5}");

    private final ProducerPromises promises;
    private final List<String> channels;

    ProducerSettings(SluiceConfig config) {
        this.promises = ProducerPromises.of(config);
        this.channels = config.rejects() == null
                ? List.of(ChannelNames.RECORDS)
                : List.of(ChannelNames.RECORDS, ChannelNames.REJECTS);
    }

    /**
     * Reports at startup what {@link #customize} would refuse later, and what does not exist or has an illegal value.
     */
    void check(@Observes @Priority(StartOrder.CHECK_PRODUCERS) StartupEvent start, Config all, ConfigErrors errors) {
        Set<String> advice = new TreeSet<>();
        Spellings there = Spellings.of(all);
        for (String channel : channels) {
            Examined examined = examine(channel, all, there);
            if (!examined.refusals().isTold(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
                checkServers(channel, all, errors);
            }
            examined.refusals().lines().forEach(errors::add);
            advice.addAll(EventHubs.advice(examined.completed()));
            advice.addAll(Tls.advice(channel, examined.completed(), all));
        }
        advice.addAll(SharedKeys.advice(all));
        advice.forEach(LOG::warn);
    }

    /** Everything that is wrong with a channel's configuration, one line per key. */
    List<String> refusals(String channel, Config all) {
        return examine(channel, all, Spellings.of(all)).refusals().lines();
    }

    /** The settings of a channel's producer, and what is wrong with them. */
    private record Examined(Map<String, Object> completed, Refusals refusals) {}

    private Examined examine(String channel, Config all, Spellings there) {
        Map<String, Object> configured = WrittenSettings.of(channel, all, there);
        Refusals refusals = new Refusals(key -> WrittenSettings.property(channel, key, all));
        Map<String, Object> completed = new HashMap<>(configured);
        WrittenSettings.refuseWithoutValue(channel, all, there, refusals);
        complete(completed, refusals);
        ChannelKeys.check(channel, all, there, configured, refusals);
        SharedKeys.check(channel, all, there, configured, promises, refusals);
        EventHubs.check(completed, refusals);
        checkSecurity(channel, configured, completed, all, refusals);
        if (refusals.areNone()) {
            refuseWhatKafkaRefuses(channel, completed, refusals);
        }
        if (refusals.areNone()) {
            ClientCapabilities.check(channel, completed, all, refusals);
        }
        return new Examined(completed, refusals);
    }

    private static void checkSecurity(
            String channel,
            Map<String, Object> configured,
            Map<String, Object> completed,
            Config all,
            Refusals refusals) {
        String protocol = CommonClientConfigs.SECURITY_PROTOCOL_CONFIG;
        if (!refusals.isTold(protocol)) {
            WrittenSettings.Written written = WrittenSettings.find(channel, protocol, all);
            String key = written == null ? "kafka." + protocol : written.property();
            SecurityUse.check(key, configured, Tls.isMadeByQuarkus(channel, all), refusals);
        }
        SaslLogin.check(completed, refusals);
        Tls.check(completed, refusals);
    }

    /** The channels that have a producer. */
    List<String> channels() {
        return channels;
    }

    /** The settings of a channel's producer, provided that {@link #refusals} is empty. */
    Map<String, Object> effective(String channel, Config all) {
        Map<String, Object> settings = WrittenSettings.of(channel, all, Spellings.of(all));
        complete(settings, new Refusals(key -> key));
        return settings;
    }

    /** Refuses what only the client itself checks: settings that are legal one by one, but not together. */
    private static void refuseWhatKafkaRefuses(String channel, Map<String, Object> completed, Refusals refusals) {
        try {
            new ProducerConfig(completed);
        } catch (ConfigException e) {
            String why = SettingLines.shown(String.valueOf(e.getMessage()), completed);
            refusals.add("", ChannelKeys.name(channel, "*"), " is refused by the Kafka client: " + why);
        }
    }

    private static void end(Collection<String> refusals) {
        if (!refusals.isEmpty()) {
            throw new ConfigurationException(String.join("\n", refusals));
        }
    }

    /** How large a record may be, in bytes with all its framing, before the client refuses it. */
    public int maxRequestBytes(Config all) {
        WrittenSettings.Written written =
                WrittenSettings.find(ChannelNames.RECORDS, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, all);
        String bytes = written == null ? Long.toString(promises.maxRequestBytes()) : written.value();
        try {
            return Integer.parseInt(bytes.trim());
        } catch (NumberFormatException e) {
            throw new ConfigurationException(
                    WrittenSettings.property(ChannelNames.RECORDS, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, all)
                            + SettingLines.refused(
                                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                                    bytes,
                                    "it is not a number of bytes; write digits only"),
                    e);
        }
    }

    private static void checkServers(String channel, Config all, ConfigErrors errors) {
        WrittenSettings.Written servers = WrittenSettings.find(channel, ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, all);
        if (servers == null) {
            errors.miss("kafka.bootstrap.servers", "set it, or KAFKA_BOOTSTRAP_SERVERS, to host:port of your brokers");
        } else if (!isListOfServers(servers.value())) {
            errors.refuse(
                    servers.property(),
                    servers.value(),
                    "is not a list of brokers: write host:port, several with commas between them");
        }
    }

    private static boolean isListOfServers(String servers) {
        return Stream.of(servers.split(",", -1)).map(String::trim).allMatch(ProducerSettings::isServer);
    }

    private static boolean isServer(String server) {
        return SERVER.matcher(server).matches()
                && Integer.parseInt(server.substring(server.lastIndexOf(':') + 1)) <= LARGEST_PORT;
    }

    /**
     * Completes the producer settings of a channel.
     *
     * @param channel the channel's name; all outgoing channels are Sluice's own
     * @param channelConfig what was configured for it
     * @param settings what the connector makes of that, changed in place; all values are strings
     * @return {@code settings}
     * @throws ConfigurationException if settings break a promise, with one line each
     */
    @Override
    public Map<String, Object> customize(String channel, Config channelConfig, Map<String, Object> settings) {
        Refusals refusals = new Refusals(key -> ChannelKeys.name(channel, key));
        EmptySettings.remove(settings);
        complete(settings, refusals);
        end(refusals.lines());
        OAuthBearer.allow(settings);
        return settings;
    }

    private void complete(Map<String, Object> settings, Refusals refusals) {
        promises.complete(settings, refusals::refuse);
        completeLogin(settings, refusals);
        OAuthBearer.complete(settings);
        Tls.complete(settings);
    }

    private static void completeLogin(Map<String, Object> settings, Refusals refusals) {
        String written = String.valueOf(settings.get(SaslConfigs.SASL_JAAS_CONFIG));
        String failure = LoginFile.complete(settings);
        if (failure != null) {
            refusals.refuse(SaslConfigs.SASL_JAAS_CONFIG, written, failure);
        }
    }
}
