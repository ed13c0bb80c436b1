package dev.sluice.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.core.value.Schema;
import dev.sluice.registry.LookupFailure.Kind;
import dev.sluice.registry.Registered.Link;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What Sluice asks of a schema registry, by Confluent's REST API, version 1.
 *
 * <p>Every method blocks. A question takes the timeout of the settings at most, and a schema with all that it refers to
 * ten times as long; it may refer to {@value #MOST_SCHEMAS} others, {@value #DEEPEST} levels deep, with
 * {@value #MOST_BYTES} characters in all. Thread-safe.
 */
final class Registry {

    /** The version that stands for the latest one, as in references. */
    static final int LATEST = -1;

    /** How many schemas one may refer to, those among them that others refer to. */
    static final int MOST_SCHEMAS = 200;

    /** How many levels deep. */
    static final int DEEPEST = 20;

    /** How many characters all of them may have. */
    static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int LONGEST_TIMEOUTS = 10;
    private static final int LONGEST_SUBJECT = 1000;
    private static final String UNRESERVED = "-._~";

    private final RegistryHttp http;
    private final long timeoutMillis;
    private final LongSupplier nanoTime;

    /** A registry that answers each question to {@code http} within {@code timeoutMillis}, or is not asked further. */
    Registry(RegistryHttp http, long timeoutMillis, LongSupplier nanoTime) {
        this.http = http;
        this.timeoutMillis = timeoutMillis;
        this.nanoTime = nanoTime;
    }

    /**
     * A version of a subject, without the schemas that it refers to ({@code GET /subjects/{s}/versions/{v}}).
     *
     * @param version its number, or {@link #LATEST}
     */
    Registered version(String subject, int version) throws LookupFailure {
        return version(subject, version, timeoutMillis);
    }

    private Registered version(String subject, int version, long millis) throws LookupFailure {
        String number = version == LATEST ? "latest" : Integer.toString(version);
        return http.ask(path(subject) + "/versions/" + number, null, millis, body -> RegistryJson.version(body, null));
    }

    /** The schema of {@code version} with all that it refers to. */
    Schema schema(Registered version) throws LookupFailure {
        return new Whole().of(version, 0);
    }

    /**
     * Registers {@code schema} under {@code subject}, unless it is there, and before it what it refers to, each under
     * its name as subject, as Confluent's serializers do ({@code POST /subjects/{s}/versions}).
     *
     * @throws LookupFailure {@code REJECTED} if it is not compatible with the versions before, or no schema
     */
    Registered register(String subject, Schema schema) throws LookupFailure {
        return post(subject, schema, true, 0);
    }

    /**
     * Finds {@code schema} under {@code subject}, and what it refers to each under its name as subject ({@code POST
     * /subjects/{s}}).
     *
     * @throws LookupFailure {@code ABSENT} if it is not there
     */
    Registered find(String subject, Schema schema) throws LookupFailure {
        return post(subject, schema, false, 0);
    }

    private Registered post(String subject, Schema schema, boolean registers, int depth) throws LookupFailure {
        if (depth > DEEPEST) {
            throw tooDeep();
        }
        List<Link> links = new ArrayList<>();
        for (Schema.Reference reference : schema.references()) {
            Registered there;
            try {
                there = post(reference.name(), reference.schema(), registers, depth + 1);
            } catch (LookupFailure e) {
                throw e.behind("the reference " + reference.name());
            }
            links.add(new Link(reference.name(), reference.name(), there.version()));
        }
        var question = RegistryJson.question(schema, links);
        if (registers) {
            http.ask(path(subject) + "/versions", question, timeoutMillis, RegistryJson::id);
        }
        // which version it is, only this tells
        return http.ask(path(subject), question, timeoutMillis, body -> RegistryJson.version(body, schema));
    }

    private static LookupFailure tooDeep() {
        return new LookupFailure(Kind.UNUSABLE, "its references are more than " + DEEPEST + " levels deep");
    }

    /** {@code /subjects/{s}}, encoded. A subject that no registry can have is absent. */
    private static String path(String subject) throws LookupFailure {
        if (subject.isEmpty()
                || subject.length() > LONGEST_SUBJECT
                || subject.equals(".")
                || subject.equals("..")
                || subject.chars().anyMatch(Character::isISOControl)) {
            throw new LookupFailure(Kind.ABSENT, "no subject has such a name");
        }
        StringBuilder path = new StringBuilder("/subjects/");
        for (byte b : subject.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean isPlain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || UNRESERVED.indexOf(c) >= 0;
            if (isPlain) {
                path.append(c);
            } else {
                path.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 0xF, 16)));
            }
        }
        return path.toString();
    }

    /** A schema as it is put together. */
    private final class Whole {

        private record Place(String subject, int version) {}

        private final long end = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(LONGEST_TIMEOUTS * timeoutMillis);
        private final Map<Place, Schema> known = new HashMap<>();
        private final Set<Place> around = new HashSet<>();
        private int schemas;
        private long characters;

        private Schema of(Registered version, int depth) throws LookupFailure {
            if (depth > DEEPEST) {
                throw tooDeep();
            }
            characters += version.text().length();
            schemas++;
            if (schemas > MOST_SCHEMAS + 1 || characters > MOST_BYTES) {
                throw new LookupFailure(
                        Kind.UNUSABLE,
                        "it refers to more than " + MOST_SCHEMAS + " schemas, or " + MOST_BYTES + " characters");
            }
            List<Schema.Reference> references = new ArrayList<>();
            for (Link link : version.references()) {
                try {
                    references.add(new Schema.Reference(link.name(), of(link, depth)));
                } catch (LookupFailure e) {
                    throw new LookupFailure(
                            e.kind() == Kind.ABSENT ? Kind.UNUSABLE : e.kind(),
                            "the reference " + link.name() + ": " + e.getMessage());
                }
            }
            return new Schema(version.type(), version.text(), List.copyOf(references));
        }

        private Schema of(Link link, int depth) throws LookupFailure {
            Place place = new Place(link.subject(), link.version());
            Schema before = known.get(place);
            if (before != null) {
                return before;
            }
            if (!around.add(place)) {
                throw new LookupFailure(Kind.UNUSABLE, "it refers to itself");
            }
            long left = TimeUnit.NANOSECONDS.toMillis(end - nanoTime.getAsLong());
            if (left <= 0) {
                throw new LookupFailure(
                        Kind.UNAVAILABLE,
                        "what it refers to takes more than " + LONGEST_TIMEOUTS * timeoutMillis + " ms");
            }
            Registered version = version(link.subject(), link.version(), Math.min(left, timeoutMillis));
            Schema whole = of(version, depth + 1);
            around.remove(place);
            known.put(place, whole);
            return whole;
        }
    }
}
