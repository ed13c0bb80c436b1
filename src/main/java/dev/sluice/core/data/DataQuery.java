package dev.sluice.core.data;

import dev.sluice.core.json.JsonScanner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a route needs from JSON data: values at places, and redactions of places.
 *
 * <p>Checked and compiled when it is made, which may take long; a {@link DataScan} only follows it. Immutable,
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
     * @param wanted the places whose values are read; a place's index in the list is its slot. Places may be inside
     *     redacted ones, and may repeat
     * @param redactions the redaction of each place or pattern. If several patterns match a place, the one with fewer
     *     {@code *} applies; with equally many, the one that has a name where the other has its first {@code *}. If a
     *     match of one pattern is inside a match of another, the outer one is redacted as a whole
     * @param hmac makes the hashes; null if nothing is to be hashed
     * @throws IllegalArgumentException in one line, if a wanted pointer is a pattern, a redaction is of the whole
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
                    "'" + pointer.shown() + "' may name several places, so no single value can be read from it");
        }
    }

    private static void checkRedacted(JsonPointer pattern, List<JsonPointer> others) {
        if (pattern.size() == 0) {
            throw new IllegalArgumentException("'' is the whole document, which cannot be redacted");
        }
        for (JsonPointer other : others) {
            if (other.size() < pattern.size() && other.covers(pattern)) {
                throw new IllegalArgumentException("the redaction of '" + pattern.shown() + "' is inside that of '"
                        + other.shown() + "'; leave one of the two out");
            }
        }
    }

    /** Orders patterns of the same length: the one that applies if both match a place comes first. */
    private static int compareNarrowness(JsonPointer a, JsonPointer b) {
        int order = Integer.compare(a.anys(), b.anys());
        for (int i = 0; i < a.size() && order == 0; i++) {
            order = Boolean.compare(a.isAny(i), b.isAny(i));
        }
        return order;
    }

    /** Whether the query may change data. */
    public boolean redacts() {
        return redacts;
    }

    /** The wanted places, by slot. */
    List<JsonPointer> wanted() {
        return wanted;
    }

    /** Makes the hashes; null for none. */
    @Nullable
    Hmac hmac() {
        return hmac;
    }

    /** The node of the whole document. */
    PathNode top() {
        return top;
    }

    /** The number of nodes whose place must not occur twice. */
    int marks() {
        return marks;
    }

    /** The number of steps from {@link #top()} to the deepest node. */
    int depth() {
        return depth;
    }
}
