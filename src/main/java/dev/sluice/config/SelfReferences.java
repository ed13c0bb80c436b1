package dev.sluice.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Finds keys of files that refer to themselves, directly or through others: the framework follows references until it
 * ends the startup with a stack trace.
 *
 * <p>A key that several files have is taken to refer only to what it refers to in each of them. Used by one thread.
 */
final class SelfReferences {

    /** The key of a reference, which is not escaped. */
    private static final Pattern REFERENCE = Pattern.compile("(?<![$\\\\])\\$\\{([^:${}]+)");

    /** No key has more; a map that contains itself has no end. */
    private static final int MOST_STEPS = 32;

    private record Key(String file, Set<String> refersTo) {}

    private final Map<String, Key> keys = new TreeMap<>();

    /** Adds the keys of a file that YAML and {@link YamlFile} can read. */
    void add(String file, String text) {
        Map<String, Set<String>> ofThis = new TreeMap<>();
        try {
            collect("", new Yaml(new SafeConstructor(new LoaderOptions())).load(text), MOST_STEPS, ofThis);
        } catch (YAMLException e) {
            return; // a value that is not what it looks like, such as a date
        }
        ofThis.forEach((key, refersTo) -> {
            Key before = keys.putIfAbsent(key, new Key(file, refersTo));
            if (before != null) {
                before.refersTo().retainAll(refersTo);
            }
        });
    }

    private static void collect(String path, @Nullable Object value, int steps, Map<String, Set<String>> into) {
        if (steps == 0) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, below) ->
                    collect(path.isEmpty() ? String.valueOf(key) : path + "." + key, below, steps - 1, into));
        } else if (value instanceof Collection<?> list) {
            list.forEach(entry -> collect(path, entry, steps - 1, into));
        } else if (value != null) {
            Set<String> refersTo = into.computeIfAbsent(path, key -> new LinkedHashSet<>());
            for (Matcher found = REFERENCE.matcher(value.toString()); found.find(); ) {
                refersTo.add(found.group(1).strip());
            }
        }
    }

    /**
     * A line for each circle of references, under the first of its keys.
     *
     * @param set what a variable or a property sets a key to, which then does not refer to anything; null for nothing
     */
    List<String> problems(Function<String, @Nullable String> set) {
        List<String> problems = new ArrayList<>();
        Set<String> told = new HashSet<>();
        keys.forEach((key, where) -> {
            List<String> circle = told.contains(key) ? List.of() : circle(key, key, set, new HashSet<>());
            if (!circle.isEmpty()) {
                told.addAll(circle);
                String through =
                        circle.size() == 1 ? "" : " through " + String.join(", ", circle.subList(1, circle.size()));
                problems.add(where.file() + ": " + key + " refers to itself" + through
                        + ": write a value, or ${NAME} with the name of a variable");
            }
        });
        return problems;
    }

    /** The keys on the way from one back to {@code start}; empty if there is no way. */
    private List<String> circle(String from, String start, Function<String, @Nullable String> set, Set<String> passed) {
        Key key = keys.get(from);
        if (key == null || set.apply(from) != null || !passed.add(from)) {
            return List.of();
        }
        if (key.refersTo().contains(start)) {
            return List.of(from);
        }
        for (String next : key.refersTo()) {
            List<String> rest = circle(next, start, set, passed);
            if (!rest.isEmpty()) {
                List<String> circle = new ArrayList<>(List.of(from));
                circle.addAll(rest);
                return circle;
            }
        }
        return List.of();
    }
}
