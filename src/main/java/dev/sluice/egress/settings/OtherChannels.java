package dev.sluice.egress.settings;

import dev.sluice.config.EditDistance;
import dev.sluice.config.FileKeys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Finds variables for a channel that does not exist, from which the framework would make one and fail with a stack
 * trace, and keys in variables and files whose {@code mp.messaging.outgoing} is misspelt, which nobody reads.
 *
 * <p>A channel with a connector of its own is somebody's. Stateless.
 */
final class OtherChannels {

    private static final String OUTGOING = "MP_MESSAGING_OUTGOING_";
    private static final Pattern OF_A_CHANNEL = Pattern.compile("MP_MESSAGING_(OUTGOING|INCOMING)_([^_]+)_(.*)");
    private static final List<String> CHANNELS =
            List.of(variable(ChannelNames.RECORDS), variable(ChannelNames.REJECTS));
    private static final int TYPING_ERRORS = 2;

    private OtherChannels() {}

    /** Adds a line for each such name, under that name. */
    static void check(Config all, Refusals refusals) {
        // the framework adds a spelling with dots to each variable
        List<String> variables = new ArrayList<>(FileKeys.variables(all));
        variables.sort(Comparator.comparing(name -> name.indexOf('.') >= 0));
        Set<String> told = new HashSet<>();
        for (String name : variables) {
            String variable = variable(name);
            String line = told.add(variable) ? line(variable, all) : null;
            if (line != null) {
                refusals.add(name, name, line);
            }
        }
        for (String key : FileKeys.of(all)) {
            String meant = misspelt(variable(key));
            if (meant != null) {
                refusals.add(
                        key,
                        key,
                        " is read by no channel: did you mean mp.messaging.outgoing."
                                + key.substring(key.length() - meant.length() + OUTGOING.length()) + "?");
            }
        }
    }

    private static @Nullable String line(String variable, Config all) {
        Matcher name = OF_A_CHANNEL.matcher(variable);
        if (!name.matches()) {
            String meant = misspelt(variable);
            return meant == null ? null : " is read by no channel: did you mean " + meant + "?";
        }
        String channel = name.group(2);
        boolean isIncoming = name.group(1).equals("INCOMING");
        if (!isIncoming && CHANNELS.contains(channel) || isSomebodys(name, all)) {
            return null;
        }
        String setting = name.group(3);
        if (!isIncoming) {
            for (String known : CHANNELS) {
                if (EditDistance.between(channel, known) <= TYPING_ERRORS) {
                    return " is read by no channel: write " + OUTGOING + known + "_" + setting;
                }
            }
        }
        String rest = variable.substring(name.start(2));
        boolean isSetting = ChannelKeys.isKnown(rest.toLowerCase(Locale.ROOT).replace('_', '.'));
        return " is read by no channel: "
                + (isSetting
                        ? "write " + OUTGOING + CHANNELS.get(0) + "_" + rest
                        : "the"
                                + " channels are records and rejects, MP_MESSAGING_OUTGOING_RECORDS_ and MP_MESSAGING_OUTGOING_REJECTS_;"
                                + " leave it out");
    }

    /** Whether a channel has a connector, without which there is none. */
    private static boolean isSomebodys(Matcher name, Config all) {
        String channel = "mp.messaging." + (name.group(1) + "." + name.group(2)).toLowerCase(Locale.ROOT);
        boolean isMisspelt =
                CHANNELS.stream().anyMatch(known -> EditDistance.between(name.group(2), known) <= TYPING_ERRORS);
        return !isMisspelt
                && all.getOptionalValue(channel + ".connector", String.class).isPresent();
    }

    /** The variable that is meant by a name that begins nearly, but not, as those of channels do; null for none. */
    private static @Nullable String misspelt(String variable) {
        for (String channel : CHANNELS) {
            int end = variable.indexOf("_" + channel + "_");
            String written = end < 0 ? OUTGOING : variable.substring(0, end + 1);
            if (!written.equals(OUTGOING) && EditDistance.between(written, OUTGOING) <= TYPING_ERRORS) {
                return OUTGOING + variable.substring(end + 1);
            }
        }
        return null;
    }

    private static String variable(String name) {
        return name.replaceAll("\\W", "_").toUpperCase(Locale.ROOT);
    }
}
