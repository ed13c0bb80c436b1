package dev.sluice.core.data;

import dev.sluice.core.json.JsonScanner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a route wants of JSON data: values at places, and places that must not go on as they are.
 *
 * <p>Checked and compiled when it is made, which may take long; a {@link DataScan} then only follows it. Immutable,
 * thread-safe.
 */
public final class DataQuery {

    private final List<JsonPointer> wanted;
    private final boolean redacts;
    private final @Nullable Hmac hmac;
    private final PathNode top;
    private final int marks;
    private final int depth;

    private DataQuery(
            List<JsonPointer> wanted, List<PathTreeBuilder.Rule> rules, boolean redacts, @Nullable Hmac hmac) {
        PathTreeBuilder tree = new PathTreeBuilder();
        this.wanted = wanted;
        this.redacts = redacts;
        this.hmac = hmac;
        this.top = tree.build(rules);
        this.marks = tree.marks();
        this.depth =
                rules.stream().mapToInt(rule -> rule.pointer().size()).max().orElse(0);
    }

    /**
     * A query.
     *
     * @param wanted places of which a value is read, each with its position in the list as its slot; they may be inside
     *     redacted places, and one may be there twice
     * @param redactions what becomes of which places. Where several patterns name the same place, the one with fewer
     *     {@code *} holds; among those with as many, the one that has a name where the other has its first {@code *}.
     *     Where a place of one pattern happens to be inside a place of another, the outer one is redacted as a whole
     * @param hmac what hashes values; null where nothing is to be hashed
     * @throws IllegalArgumentException in one line, where a wanted pointer is a pattern, a redaction is of the whole
     *     document or always inside another one, or a hash is asked for without {@code hmac}
     */
    public static DataQuery of(List<JsonPointer> wanted, Map<JsonPointer, Redaction> redactions, @Nullable Hmac hmac) {
        List<PathTreeBuilder.Rule> rules = new ArrayList<>();
        for (JsonPointer pointer : wanted) {
            checkWanted(pointer);
            rules.add(new PathTreeBuilder.Rule(pointer, rules.size(), null));
        }
        List<JsonPointer> redacted = new ArrayList<>(redactions.keySet());
        redacted.sort(Comparator.comparingInt(JsonPointer::size)
                .thenComparing(DataQuery::compareNarrowness)
                .thenComparing(JsonPointer::toString));
        for (JsonPointer pattern : redacted) {
            checkRedacted(pattern, redacted);
            Redaction redaction = redactions.get(pattern);
            if (redaction == Redaction.HASH && hmac == null) {
                throw new IllegalArgumentException("the redaction hash of '" + pattern.shown() + "' needs a secret");
            }
            rules.add(new PathTreeBuilder.Rule(pattern, JsonScanner.NONE, redaction));
        }
        return new DataQuery(List.copyOf(wanted), rules, !redacted.isEmpty(), hmac);
    }

    private static void checkWanted(JsonPointer pointer) {
        if (pointer.anys() > 0) {
            throw new IllegalArgumentException(
                    "'" + pointer.shown() + "' may name several places, and one value cannot be read from it");
        }
    }

    private static void checkRedacted(JsonPointer pattern, List<JsonPointer> others) {
        if (pattern.size() == 0) {
            throw new IllegalArgumentException("'' is the whole document, which cannot be redacted");
        }
        for (JsonPointer other : others) {
            if (other.size() < pattern.size() && other.covers(pattern)) {
                throw new IllegalArgumentException("the redaction of '" + pattern.shown() + "' lies inside that of '"
                        + other.shown() + "'; leave one of the two out");
            }
        }
    }

    /** Of two patterns of the same length, the one that holds where both name a place comes first. */
    private static int compareNarrowness(JsonPointer a, JsonPointer b) {
        int order = Integer.compare(a.anys(), b.anys());
        for (int i = 0; i < a.size() && order == 0; i++) {
            order = Boolean.compare(a.isAny(i), b.isAny(i));
        }
        return order;
    }

    /** Whether data may have to be changed. */
    public boolean redacts() {
        return redacts;
    }

    /** The wanted places, by slot. */
    List<JsonPointer> wanted() {
        return wanted;
    }

    /** What hashes values; null for nothing. */
    @Nullable
    Hmac hmac() {
        return hmac;
    }

    /** The node of the whole document, above all others. */
    PathNode top() {
        return top;
    }

    /** How many nodes there are whose place must not be there twice. */
    int marks() {
        return marks;
    }

    /** How many steps the deepest node is below that. */
    int depth() {
        return depth;
    }
}
