package dev.sluice.config;

import dev.sluice.core.cesql.Expression;
import dev.sluice.core.data.Hmac;
import dev.sluice.core.mapping.Mapper;
import dev.sluice.core.mapping.Match;
import dev.sluice.core.mapping.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@link Mapper} from the texts of the keys, and reports the texts that are wrong.
 *
 * <p>Used by the thread of the startup.
 */
public final class MappingReader {

    /** Without it or a topic for each route, nothing can be published. */
    public static final String TOPIC = "sluice.topic";

    static final String ROOT = "sluice.";

    private static final String DEFAULT_ROUTE = "default";
    private static final int SHORTEST_SECRET = 16;

    private final SluiceKeys keys;
    private final ConfigErrors errors;
    private final ValueParser values;
    private final LoadedSchemas schemas;
    private final SharedValueKeys sharedValueKeys = new SharedValueKeys();
    private final @Nullable Hmac secret;

    /** What becomes of an event that no route takes. */
    private enum Unmatched {
        REFUSE,
        IGNORE
    }

    /** A route with its rank, its name and its condition. */
    private record Ranked(
            int rank,
            String name,
            Set<String> from,
            @Nullable Expression when,
            Route route,
            boolean takesAll) {}

    private MappingReader(SluiceKeys keys, ConfigErrors errors, Schemas schemas) {
        this.keys = keys;
        this.errors = errors;
        this.values = new ValueParser(errors);
        this.schemas = new LoadedSchemas(schemas);
        this.secret = secret();
    }

    /**
     * Reads the mapping. The result must not be used if anything was reported to {@code errors}.
     *
     * @param schemas what schemas are made to
     */
    public static Mapper read(SluiceKeys keys, ConfigErrors errors, Schemas schemas) {
        return new MappingReader(keys, errors, schemas).mapper();
    }

    private Mapper mapper() {
        Match match = values.oneOf(Match.class, "sluice.match", keys.match().orElse("first"));
        MappingAdvice.check(keys, errors);
        List<Ranked> ranked = routes();
        if (match == Match.FIRST) {
            checkAllAreReached(ranked);
        }
        checkTheTopicForAllIsUsed(ranked);
        List<Mapper.Rule> rules = new ArrayList<>(ranked.size());
        for (Ranked route : ranked) {
            rules.add(new Mapper.Rule(route.from, route.when, route.route));
        }
        Route otherwise = otherwise();
        sharedValueKeys.reportUnused(errors);
        return new Mapper(rules, match, otherwise, ignoresUnmatched());
    }

    private List<Ranked> routes() {
        List<Ranked> ranked = new ArrayList<>();
        keys.routes().forEach((name, route) -> {
            String prefix = ROOT + "routes." + name + ".";
            values.isName(ROOT + "routes.", name);
            int rank = route.rank()
                    .map(text -> values.number(prefix + "rank", text))
                    .orElse(0);
            Expression when = route.when()
                    .map(text -> values.condition(prefix + "when", text))
                    .orElse(null);
            Set<String> from = from(prefix + "from", route.from().orElse(List.of()));
            Route read = new RouteReader(keys, route, prefix, errors).read(name, secret, schemas, sharedValueKeys);
            if (read != null) {
                ranked.add(new Ranked(
                        rank,
                        name,
                        from,
                        when,
                        read,
                        from.isEmpty() && route.when().isEmpty()));
            }
        });
        ranked.sort(Comparator.comparingInt(Ranked::rank).thenComparing(Ranked::name));
        return ranked;
    }

    private Set<String> from(String key, List<String> senders) {
        Set<String> known = keys.senders().keySet();
        for (String sender : senders) {
            if (!known.contains(sender)) {
                errors.refuse(
                        key,
                        sender,
                        known.isEmpty()
                                ? "is not a sender, because sluice.senders names none: leave the key out"
                                : "is not a sender: did you mean " + EditDistance.nearest(sender, known) + "?");
            }
        }
        return Set.copyOf(senders);
    }

    private void checkAllAreReached(List<Ranked> ranked) {
        for (int i = 0; i < ranked.size() - 1; i++) {
            if (ranked.get(i).takesAll) {
                errors.add("sluice.routes." + ranked.get(i).name
                        + ".when is missing, so the route takes every event before " + ranked.get(i + 1).name
                        + " is tried: set it, or give the route the largest rank");
                return;
            }
        }
    }

    private void checkTheTopicForAllIsUsed(List<Ranked> ranked) {
        boolean inherited =
                keys.routes().values().stream().anyMatch(route -> route.topic().isEmpty());
        for (Ranked route : ranked) {
            if (route.takesAll && !inherited && keys.topic().isPresent()) {
                errors.refuse(
                        "sluice.topic",
                        keys.topic().get(),
                        "is never used, because the route " + route.name
                                + " takes every event: remove one of the two, or give the route a condition");
                return;
            }
        }
    }

    private @Nullable Route otherwise() {
        if (keys.topic().isPresent()) {
            return new RouteReader(keys, null, ROOT, errors).read(DEFAULT_ROUTE, secret, schemas, sharedValueKeys);
        }
        if (keys.routes().isEmpty()) {
            errors.miss("sluice.topic", "set it, or SLUICE_TOPIC, to the topic that events go to");
        }
        return null;
    }

    private boolean ignoresUnmatched() {
        if (keys.unmatched().isEmpty()) {
            return false;
        }
        String text = keys.unmatched().get();
        Unmatched unmatched = values.oneOf(Unmatched.class, "sluice.unmatched", text);
        if (keys.topic().isPresent()) {
            errors.refuse(
                    "sluice.unmatched",
                    text,
                    "has no effect, because events that no route takes go to sluice.topic: remove one of the two;"
                            + " without sluice.topic, each route needs a topic of its own");
        }
        return unmatched == Unmatched.IGNORE;
    }

    private @Nullable Hmac secret() {
        if (keys.redactSecret().isEmpty()) {
            return null;
        }
        String text = keys.redactSecret().get();
        if (text.length() < SHORTEST_SECRET) {
            errors.add("sluice.redact-secret is so short that it could be guessed: write " + SHORTEST_SECRET
                    + " characters or more");
        }
        return new Hmac(text);
    }
}
