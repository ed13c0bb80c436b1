package dev.sluice.egress.settings;

import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.config.Config;

/**
 * Which properties of Kafka's clients may be there, in whichever spelling: with dots, with quotes around them, as a
 * variable of the environment, or for a profile. Asking a configuration for one that is not costs a look into all its
 * sources for each spelling.
 *
 * <p>Costs one pass over the names that are there. Immutable.
 */
final class Spellings {

    /** What all of these properties begin with, but for a profile before it. */
    private static final String CHANNELS = "MP_MESSAGING_";

    private static final String CLIENTS = "KAFKA_";

    private final Set<String> names;

    private Spellings(Set<String> names) {
        this.names = names;
    }

    /** Those of a configuration as it is now. */
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

    /** Whether a property that begins with {@code mp.messaging.} or {@code kafka.} may be there; false: it is not. */
    boolean mayHave(String property) {
        return names.contains(variable(property));
    }

    /** The name as a variable has it, with single underscores between the words and none around them. */
    private static String variable(String name) {
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
