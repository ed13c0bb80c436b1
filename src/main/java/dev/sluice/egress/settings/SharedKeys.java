package dev.sluice.egress.settings;

import dev.sluice.config.EditDistance;
import dev.sluice.config.FileKeys;
import dev.sluice.config.MisplacedKeyCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.jspecify.annotations.Nullable;

/**
 * What is written for a channel beside the channel: below {@code kafka}, for all channels, or for a channel that does
 * not exist. A key that nobody reads is refused, and one that breaks a promise too, even where the channel's own value
 * is in force.
 *
 * <p>Keys are unknown in files only: a variable that starts with {@code KAFKA_} may be made by Kubernetes, or be meant
 * for somebody else. Stateless.
 */
final class SharedKeys {

    private static final String CLIENTS = "kafka.";
    private static final String CONNECTOR = "mp.messaging.connector.smallrye-kafka.";
    private static final String OUTGOING = "mp.messaging.outgoing.";

    private static final List<String> CHANNELS = List.of(ChannelNames.RECORDS, ChannelNames.REJECTS);

    private static final String VARIABLE = "KAFKA_";

    /** Kubernetes, "Service environment variables", of a service whose name starts with {@code kafka}. */
    private static final Pattern SET_BY_KUBERNETES =
            Pattern.compile("KAFKA_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP).*)?)");

    /** A shorter name is somebody's own as likely as a typing error. */
    private static final int SHORTEST_MISSPELT = 8;

    private static final int TYPING_ERRORS = 2;

    private SharedKeys() {}

    /** Adds a line for each such key, under its whole name. */
    static void check(
            String channel,
            Config all,
            Spellings there,
            Map<String, Object> settings,
            ProducerPromises promises,
            Refusals refusals) {
        Set<String> files = FileKeys.of(all);
        boolean plugIns = ChannelKeys.hasPlugIns(settings);
        for (String key : files) {
            if (key.startsWith(CLIENTS)) {
                refuseUnknown(key, key.substring(CLIENTS.length()), plugIns, refusals);
            } else if (key.startsWith(CONNECTOR)) {
                refuseMisspelt(key, key.substring(CONNECTOR.length()), refusals);
            } else if (key.startsWith(OUTGOING)) {
                refuseOtherChannel(key, refusals);
            }
        }
        OtherChannels.check(all, refusals);
        ChannelKeys.checkAttributes(
                CONNECTOR, key -> there.mayHave(CONNECTOR + key) ? text(CONNECTOR + key, all) : null, refusals);
        ChannelKeys.checkAttributes(
                CLIENTS, key -> files.contains(CLIENTS + key) ? text(CLIENTS + key, all) : null, refusals);
        for (String place : List.of(CONNECTOR, CLIENTS)) {
            refuseOverruled(place, overruled(place, channel, all, there), channel, settings, promises, refusals);
        }
    }

    /** A line for each variable that looks like a setting with a typing error; it may be somebody else's. */
    static Set<String> advice(Config all) {
        Set<String> known = new TreeSet<>();
        ProducerConfig.configNames().forEach(key -> known.add(Spellings.variable(CLIENTS + key)));
        Set<String> advice = new TreeSet<>();
        for (String name : FileKeys.variables(all)) {
            boolean maybeMisspelt = name.startsWith(VARIABLE)
                    && name.length() >= VARIABLE.length() + SHORTEST_MISSPELT
                    && !known.contains(name)
                    && !SET_BY_KUBERNETES.matcher(name).matches();
            String nearest = maybeMisspelt ? EditDistance.nearest(name, known) : name;
            if (maybeMisspelt && EditDistance.between(name, nearest) <= TYPING_ERRORS) {
                advice.add(name + " is not a setting, so nothing reads it: did you mean " + nearest + "?");
            }
        }
        return advice;
    }

    private static void refuseUnknown(String key, String setting, boolean plugIns, Refusals refusals) {
        if (ChannelKeys.isKnown(setting)) {
            return;
        }
        String nearest = ChannelKeys.nearest(setting);
        String ours = setting.startsWith("sluice.") ? setting : MisplacedKeyCheck.ours(setting);
        if (nearest != null) {
            refusals.addMisspelt(key, key, nearest);
        } else if (ours != null) {
            refusals.add(key, key, " is not a setting: did you mean " + ours + "?");
        } else if (!plugIns) {
            refusals.add(key, key, " is not a setting of Kafka's producer, and would do nothing: leave it out");
        }
    }

    /** Other channels of the connector, if somebody added one, may have attributes that are not known here. */
    private static void refuseMisspelt(String key, String setting, Refusals refusals) {
        String nearest = ChannelKeys.isKnown(setting) ? null : ChannelKeys.nearest(setting);
        if (nearest != null) {
            refusals.addMisspelt(key, key, nearest);
        }
    }

    private static void refuseOtherChannel(String key, Refusals refusals) {
        String rest = key.substring(OUTGOING.length());
        String channel = rest.substring(0, Math.max(0, rest.indexOf('.')));
        if (CHANNELS.contains(channel)) {
            return;
        }
        for (String known : CHANNELS) {
            if (EditDistance.between(channel, known) <= TYPING_ERRORS) {
                String meant = OUTGOING + known + rest.substring(channel.length());
                refusals.add(key, key, " is read by no channel: write " + meant);
            }
        }
        if (ChannelKeys.isKnown(rest)) {
            refusals.add(key, key, " is read by no channel: write " + OUTGOING + ChannelNames.RECORDS + "." + rest);
        }
    }

    /**
     * The settings in one place that somebody wrote and that lose against the channel's own value, which comes from a
     * weaker source: Sluice's defaults.
     */
    private static Map<String, Object> overruled(String place, String channel, Config all, Spellings there) {
        Map<String, Object> overruled = new HashMap<>();
        for (String key : ProducerConfig.configNames()) {
            if (there.mayHave(place + key)) {
                ConfigValue written = all.getConfigValue(place + key);
                ConfigValue own = all.getConfigValue(ChannelKeys.name(channel, key));
                if (written.getValue() != null
                        && own.getValue() != null
                        && !own.getValue().equals(written.getValue())
                        && own.getSourceOrdinal() < written.getSourceOrdinal()) {
                    overruled.put(key, written.getValue());
                }
            }
        }
        return overruled;
    }

    private static void refuseOverruled(
            String place,
            Map<String, Object> overruled,
            String channel,
            Map<String, Object> settings,
            ProducerPromises promises,
            Refusals refusals) {
        if (overruled.isEmpty()) {
            return;
        }
        Map<String, Object> asWritten = new HashMap<>(settings);
        asWritten.putAll(overruled);
        Map<String, String> reasons = new HashMap<>();
        promises.complete(asWritten, (key, value, why) -> reasons.putIfAbsent(key, why));
        overruled.forEach((key, value) -> {
            String why = "the channel has its own, which would win; write " + ChannelKeys.name(channel, key);
            refusals.add(place + key, place + key, SettingLines.refused(key, value, reasons.getOrDefault(key, why)));
        });
    }

    private static @Nullable String text(String property, Config all) {
        return all.getOptionalValue(property, String.class).orElse(null);
    }
}
