package dev.sluice.egress.settings;

import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/**
 * The properties of Kafka's clients that may be set, in any spelling: with dots, in quotes, as an environment variable,
 * or for a profile. It spares lookups of missing properties, for which a configuration searches all its sources in each
 * spelling.
 *
 * <p>Costs one pass over the names of all properties. Immutable.
 */
final class Spellings {

    /** What all of these properties begin with, after a profile if there is one. */
    private static final String CHANNELS = "MP_MESSAGING_";

    private static final String CLIENTS = "KAFKA_";

    private final Set<String> names;

    private Spellings(Set<String> names) {
        this.names = names;
    }

    /** The properties of a configuration as it is now. */
    static Spellings of(Config all) {
        Set<String> names = new HashSet<>();
        for (String name : all.getPropertyNames()) {
            String variable = variable(name);
            add(variable, variable.indexOf(CHANNELS), names);
            add(variable, variable.lastIndexOf(CLIENTS), names);
        }
        return new Spellings(names);
    }

    private static void add(String variable, int start, Set<String> names) {
        if (start >= 0) {
            names.add(variable.substring(start));
        }
    }

    /** Whether a property that begins with {@code mp.messaging.} or {@code kafka.} may be set; if false, it is not. */
    boolean mayHave(String property) {
        return names.contains(variable(property));
    }

    /** The name as an environment variable, with single underscores between the words and none around them. */
    static String variable(String name) {
        StringBuilder variable = new StringBuilder(name.length());
        boolean betweenWords = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean isLower = c >= 'a' && c <= 'z';
            if (isLower || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
                if (betweenWords && !variable.isEmpty()) {
                    variable.append('_');
                }
                variable.append(isLower ? (char) (c - 'a' + 'A') : c);
                betweenWords = false;
            } else {
                betweenWords = true;
            }
        }
        return variable.toString();
    }
}
