package dev.sluice.config;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Finds keys of Sluice that stand beside {@code sluice} in a file instead of below it, the names of sections as typing
 * errors leave them, and keys below a name with dots: nobody reads those, so that a redaction would not be in force.
 *
 * <p>A key that another value of a file refers to is read. Looks at files only. Stateless.
 */
public final class MisplacedKeyCheck {

    private static final String PREFIX = "sluice.";
    private static final Set<String> SECTIONS = Set.of("sluice", "kafka", "mp", "quarkus", "smallrye");

    /** Sections with a name that is long enough to tell a typing error from another name. */
    private static final List<String> LONG_SECTIONS = List.of("sluice", "kafka", "quarkus");

    /** What settings of Kafka's client begin with that are in force below {@code kafka} only. */
    private static final Set<String> OF_KAFKA = Set.of("bootstrap", "security", "sasl", "ssl");

    private static final int SHORTEST_MISSPELT = 5;
    private static final int LONG_NAME = 8;

    private MisplacedKeyCheck() {}

    /** Reports each of them by its first step, once. */
    public static void check(Config all, ConfigErrors errors) {
        Set<String> reported = new TreeSet<>();
        for (String key : FileKeys.of(all)) {
            String first = first(key);
            String meant = SECTIONS.contains(first) || reported.contains(first) ? null : meantBy(key);
            if (meant != null && !FileKeys.referTo(first, all)) {
                reported.add(first);
                errors.add((OF_KAFKA.contains(first) ? key : first) + " is not a key: did you mean " + meant + "?");
            }
        }
        for (String key : FileKeys.behindQuotes(all)) {
            errors.add(key + " is not read, because what is below a name with dots is not: write it as one key, or each"
                    + " step on a line of its own");
        }
    }

    private static @Nullable String meantBy(String key) {
        if (OF_KAFKA.contains(first(key))) {
            return "kafka." + key;
        }
        String ours = ours(key);
        return ours == null ? misspelt(first(key)) : ours;
    }

    /** The key below {@code sluice} that begins like {@code key} does; null where there is none. */
    public static @Nullable String ours(String key) {
        String first = first(key);
        boolean known = UnknownKeyCheck.names().stream()
                .anyMatch(name -> key.equals(first)
                        ? name.equals(PREFIX + first) || name.startsWith(PREFIX + first + ".")
                        : name.startsWith(PREFIX + first + "."));
        return known ? PREFIX + first : null;
    }

    private static @Nullable String misspelt(String first) {
        String written = first.toLowerCase(Locale.ROOT);
        for (String section : LONG_SECTIONS) {
            if (EditDistance.between(written, section) <= 2) {
                return section;
            }
        }
        Set<String> ours = new HashSet<>();
        UnknownKeyCheck.names().forEach(name -> ours.add(first(name.substring(PREFIX.length()))));
        String nearest = EditDistance.nearest(written, new TreeSet<>(ours));
        return written.length() >= SHORTEST_MISSPELT && isTypingError(written, nearest) ? PREFIX + nearest : null;
    }

    /** Two letters that changed places are one error; a long name has room for two. */
    private static boolean isTypingError(String written, String meant) {
        int errors = EditDistance.between(written, meant);
        return errors <= 1
                || errors == 2
                        && (meant.length() >= LONG_NAME || sorted(written).equals(sorted(meant)));
    }

    private static String sorted(String word) {
        char[] letters = word.toCharArray();
        Arrays.sort(letters);
        return new String(letters);
    }

    private static String first(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? key : key.substring(0, dot);
    }
}
