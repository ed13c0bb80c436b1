package dev.sluice.config;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.NameIterator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds keys below {@code sluice} that do not exist, and suggests what the operator may have meant.
 *
 * <p>An environment variable is checked if it starts with {@code SLUICE_}, unless Kubernetes sets it for a service of
 * such a name. Stateless.
 */
public final class UnknownKeyCheck {

    private static final String PREFIX = "sluice.";
    private static final String VARIABLE_PREFIX = "SLUICE_";

    /** What the framework takes for variables of such keys, too. */
    private static final Pattern VARIABLE = Pattern.compile("(?i)sluice[^a-z0-9.].*");

    /** What is a section of its own, beside {@code sluice}. */
    private static final List<String> OTHERS = List.of("kafka.", "mp.messaging.", "quarkus.");

    /** Its values are those of {@code sluice.kind} now. */
    private static final String FORMER_KIND = "sluice.sender";

    private static final String IS_KIND_NOW =
            " is called kind now: write kind with the same value, or with eventarc for CloudEvents of Eventarc";

    private static final String ANY_NAME = "*";
    private static final String ANY_ENTRY = "[*]";
    private static final Pattern NOT_IN_VARIABLES = Pattern.compile("[^A-Za-z0-9]");
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]$");

    /**
     * Kubernetes, "Service environment variables": {@code SLUICE_SERVICE_PORT_HTTP}, {@code SLUICE_PORT_80_TCP_ADDR}.
     */
    private static final Pattern SET_BY_KUBERNETES = Pattern.compile(
            "SLUICE_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private final Set<String> names = names();
    private final List<List<String>> steps =
            names.stream().map(UnknownKeyCheck::steps).toList();

    private UnknownKeyCheck() {}

    /**
     * Every key of {@link SluiceKeys}; {@code *} stands for a name that the operator chooses.
     *
     * <p>They come from the class that the build generates from that interface.
     */
    static Set<String> names() {
        Set<String> declared = ConfigMappings.ConfigClass.configClass(SluiceKeys.class, "sluice")
                .getProperties()
                .keySet();
        // in the same order at every startup
        Set<String> names = new TreeSet<>();
        for (String name : declared) {
            boolean mapAsAWhole = declared.contains(name + "." + ANY_NAME);
            if (!mapAsAWhole && !name.endsWith(ANY_ENTRY)) {
                names.add(name);
            }
        }
        return names;
    }

    /**
     * Reports every name that belongs to Sluice and is not known.
     *
     * @param properties the names of everything that is set, including environment variables
     * @param isVariable whether a property's value comes from an environment variable
     */
    public static void check(Iterable<String> properties, Predicate<String> isVariable, ConfigErrors errors) {
        new UnknownKeyCheck().report(properties, isVariable, errors);
    }

    private void report(Iterable<String> properties, Predicate<String> isVariable, ConfigErrors errors) {
        // in the same order at every startup
        Set<String> unknown = new TreeSet<>();
        Set<String> variables = new TreeSet<>();
        Set<String> variablesWithDots = new TreeSet<>();
        Set<String> usedVariables = new HashSet<>();
        for (String name : properties) {
            if (name.startsWith(VARIABLE_PREFIX) || VARIABLE.matcher(name).matches() && isVariable.test(name)) {
                // with an index, which the framework makes of digits
                (name.indexOf('[') < 0 ? variables : variablesWithDots).add(name);
            } else if (name.startsWith(PREFIX) && isKnown(name)) {
                usedVariables.add(variable(name));
            } else if (name.startsWith(PREFIX)) {
                (isVariable.test(name) ? variablesWithDots : unknown).add(name);
            }
        }
        // the framework adds a spelling with dots to each variable
        Set<String> spelled = new HashSet<>();
        variables.forEach(name -> spelled.add(variable(name)));
        variablesWithDots.removeIf(name -> spelled.contains(variable(name)));
        variables.addAll(variablesWithDots);
        for (String name : unknown) {
            String key = ofNoRoute(name);
            if (name.equals(FORMER_KIND)) {
                errors.add(FORMER_KIND + IS_KIND_NOW);
                continue;
            }
            errors.add(name.replace("\"", "") + " is not a key of Sluice: "
                    + (key == null
                            ? "did you mean " + nearest(name) + "?"
                            : key + " belongs below the name of a route, indent it"));
        }
        for (String name : variables) {
            if (name.equals(variable(FORMER_KIND))) {
                errors.add(name + IS_KIND_NOW);
            } else if (!usedVariables.contains(variable(name))
                    && !SET_BY_KUBERNETES.matcher(name).matches()) {
                String oneWord = variable(name).startsWith("SLUICE_ROUTES_")
                        ? " In a variable, a route's name must be one word"
                        : "";
                errors.add(name + " is not a key of Sluice: did you mean " + nearestVariable(name) + "?" + oneWord);
            }
        }
    }

    /**
     * The variable that a name may be meant for which does not begin with {@code SLUICE_}, but nearly does; null for
     * none.
     */
    static @Nullable String meantByVariable(String name) {
        String written = variable(name);
        int end = written.indexOf('_');
        String first = end < 0 ? written : written.substring(0, end);
        if (first.equals("SLUICE") || !first.startsWith("SLUICE") && !EditDistance.isTypingError(first, "SLUICE")) {
            return null;
        }
        Set<String> known = new TreeSet<>();
        names().forEach(key -> known.add(variable(key)));
        String whole = VARIABLE_PREFIX + written.substring(end + 1);
        if (known.stream().anyMatch(variable -> whole.matches(variable.replaceFirst("__", "_\\\\w+")))) {
            return whole;
        }
        String nearest = EditDistance.nearest(written, known);
        return EditDistance.isTypingError(written, nearest) ? nearest : null;
    }

    /** The environment variable that can set a property. */
    private static String variable(String property) {
        return NOT_IN_VARIABLES.matcher(property).replaceAll("_").toUpperCase(Locale.ROOT);
    }

    /** The framework takes two underscores in a variable for a quote, which nothing may close. */
    private boolean isKnown(String name) {
        List<String> written = steps(name);
        boolean isClosed = name.chars().filter(c -> c == '"').count() % 2 == 0;
        return isClosed && steps.stream().anyMatch(known -> matches(known, written));
    }

    private static boolean matches(List<String> known, List<String> steps) {
        int size = known.size();
        boolean mapAsAWhole = steps.size() == size - 1 && known.get(size - 1).equals(ANY_NAME);
        if (steps.size() != size && !mapAsAWhole) {
            return false;
        }
        for (int i = 0; i < steps.size(); i++) {
            if (!known.get(i).equals(ANY_NAME) && !known.get(i).equals(steps.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * The steps of a name, without quotes; the index of a list of sections is any, that of a list of texts is left out.
     */
    private static List<String> steps(String name) {
        List<String> steps = new ArrayList<>();
        for (NameIterator step = new NameIterator(INDEX.matcher(name).replaceFirst("")); step.hasNext(); step.next()) {
            steps.add(INDEX.matcher(step.getNextSegment()).replaceFirst(ANY_ENTRY));
        }
        return steps;
    }

    /** The key of a route that stands where the name of a route should; null for none. */
    private @Nullable String ofNoRoute(String name) {
        List<String> written = steps(name);
        boolean isInRoutes = written.size() > 2 && written.get(1).equals("routes");
        String third = isInRoutes ? written.get(2) : "";
        boolean isKey = steps.stream()
                .anyMatch(known -> known.size() > 3
                        && known.get(1).equals("routes")
                        && known.get(3).equals(third));
        return isInRoutes && isKey ? third : null;
    }

    private String nearest(String name) {
        String format = name + ".format";
        if (isKnown(format)) {
            // value: avro
            return format.replace("\"", "");
        }
        String rest = name.substring(PREFIX.length());
        if (OTHERS.stream().anyMatch(rest::startsWith)) {
            return rest.replace("\"", "");
        }
        List<String> written = steps(name);
        return nearestOf(
                name,
                written.size() > 2 ? PREFIX + written.get(1) + "." : PREFIX,
                names.stream().map(known -> filledIn(known, written)).toList());
    }

    /** The nearest candidate, of those in the same section if there are any. */
    private static String nearestOf(String name, String section, List<String> candidates) {
        List<String> inSection = candidates.stream()
                .filter(candidate -> candidate.startsWith(section))
                .toList();
        return EditDistance.nearest(name, inSection.isEmpty() ? candidates : inSection);
    }

    private String nearestVariable(String name) {
        List<String> written = List.of(name.toLowerCase(Locale.ROOT).split("_", 4));
        String section = written.size() > 2 ? VARIABLE_PREFIX + written.get(1).toUpperCase(Locale.ROOT) + "_" : "";
        List<String> candidates =
                names.stream().map(known -> variable(filledIn(known, written))).toList();
        String format = variable(name) + "_FORMAT";
        return candidates.contains(format) ? format : nearestOf(variable(name), section, candidates);
    }

    /** The known name with the operator's names in place of each {@code *}. */
    private static String filledIn(String known, List<String> steps) {
        List<String> filled = steps(known);
        for (int i = 0; i < filled.size(); i++) {
            if (filled.get(i).equals(ANY_NAME)) {
                filled.set(i, i < steps.size() ? steps.get(i) : "<name>");
            }
        }
        return String.join(".", filled);
    }
}
