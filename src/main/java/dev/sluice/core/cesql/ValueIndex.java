package dev.sluice.core.cesql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Positions by the text that a value is, and by the texts that it may start with.
 *
 * <p>A look-up reads the value once, up to the longest of the prefixes, and makes no object. The tables hold nothing
 * that came with an event, so no event can make them slow. Immutable, thread-safe.
 */
final class ValueIndex {

    private record Prefix(String text, int hash, int[] positions) {}

    private final Map<String, int[]> exact = new HashMap<>();
    private final int[] prefixLengths;
    private final @Nullable Prefix[] prefixes;

    /**
     * An index of some positions under facts about one attribute.
     *
     * @param positions ascending
     */
    ValueIndex(Map<Fact, List<Integer>> positions) {
        Map<String, int[]> prefixed = new TreeMap<>();
        positions.forEach((fact, list) -> (fact.prefix() ? prefixed : exact)
                .put(fact.text(), list.stream().mapToInt(Integer::intValue).toArray()));
        this.prefixLengths = prefixed.keySet().stream()
                .mapToInt(String::length)
                .distinct()
                .sorted()
                .toArray();
        this.prefixes = new Prefix[Math.max(1, Integer.highestOneBit(prefixed.size()) * 4)];
        prefixed.forEach(this::put);
    }

    /** The positions under {@code value} itself, ascending; null for none. */
    int @Nullable [] exactly(String value) {
        return exact.get(value);
    }

    /** How many {@linkplain #prefixLength lengths} of prefixes there are. */
    int prefixLengths() {
        return prefixLengths.length;
    }

    /** The length of prefixes at {@code index}, ascending. */
    int prefixLength(int index) {
        return prefixLengths[index];
    }

    /**
     * The positions under the first {@code length} characters of {@code value}, ascending; null for none.
     *
     * @param hash what these characters come to in {@link #hash}
     */
    int @Nullable [] startingWith(String value, int length, int hash) {
        int slot = slot(hash);
        for (Prefix prefix = prefixes[slot]; prefix != null; prefix = prefixes[slot]) {
            if (prefix.hash == hash && prefix.text.length() == length && value.startsWith(prefix.text)) {
                return prefix.positions;
            }
            slot = slot + 1 & prefixes.length - 1;
        }
        return null;
    }

    /** The hash of the first {@code to} characters, from the one of the first {@code from}, as {@code String} has it. */
    static int hash(String value, int from, int to, int hashOfFirst) {
        int hash = hashOfFirst;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + value.charAt(i);
        }
        return hash;
    }

    private void put(String text, int[] positions) {
        int hash = text.hashCode();
        int slot = slot(hash);
        while (prefixes[slot] != null) {
            slot = slot + 1 & prefixes.length - 1;
        }
        prefixes[slot] = new Prefix(text, hash, positions);
    }

    private int slot(int hash) {
        return (hash ^ hash >>> 16) & prefixes.length - 1;
    }
}
