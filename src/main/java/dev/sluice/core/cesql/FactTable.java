package dev.sluice.core.cesql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Positions by the hash of a fact, in three arrays of numbers: with a thousand conditions, a look-up must not wander
 * through objects that are in no cache.
 *
 * <p>Facts with the same hash share their positions, so what is found may hold and has to be asked. The table holds
 * nothing that came with an event, so no event can make it slow. Immutable, thread-safe.
 */
final class FactTable {

    private static final int GOLDEN = 0x9E3779B1;

    private final int[] keys;
    private final int[] runs;
    private final int[] positions;
    private final int shift;

    /** A table of the positions under each fact. */
    FactTable(Map<Fact, List<Integer>> facts) {
        Map<Integer, TreeSet<Integer>> byKey = new TreeMap<>();
        facts.forEach((fact, list) ->
                byKey.computeIfAbsent(key(fact), any -> new TreeSet<>()).addAll(list));
        int size = Math.max(2, Integer.highestOneBit(byKey.size()) * 4);
        this.keys = new int[size];
        this.runs = new int[size];
        this.shift = Integer.numberOfLeadingZeros(size) + 1;
        List<Integer> all = new ArrayList<>(List.of(0));
        byKey.forEach((key, set) -> {
            int slot = slot(key);
            while (runs[slot] != 0) {
                slot = slot + 1 & size - 1;
            }
            keys[slot] = key;
            runs[slot] = all.size();
            all.add(set.size());
            all.addAll(set);
        });
        this.positions = all.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int key(Fact fact) {
        int hash = fact.text().hashCode();
        return fact.prefix()
                ? keyOfPrefix(fact.attribute(), hash, fact.text().length())
                : keyOfWhole(fact.attribute(), hash);
    }

    /** The key of the fact that an attribute is a text with the hash code {@code hash}. */
    static int keyOfWhole(Fact.About attribute, int hash) {
        return hash + attribute.ordinal() * GOLDEN;
    }

    /** The key of the fact that an attribute starts with {@code length} characters of the hash code {@code hash}. */
    static int keyOfPrefix(Fact.About attribute, int hash, int length) {
        return Integer.rotateLeft(hash, 16) + (length * 2 + attribute.ordinal()) * GOLDEN;
    }

    /** Where the positions under {@code key} are in {@link #positions()}, after their number; 0 for none. */
    int run(int key) {
        int slot = slot(key);
        while (runs[slot] != 0) {
            if (keys[slot] == key) {
                return runs[slot];
            }
            slot = slot + 1 & keys.length - 1;
        }
        return 0;
    }

    /** All runs of positions: the number of them, then each, ascending. The first run has none. */
    int[] positions() {
        return positions;
    }

    private int slot(int key) {
        return key * GOLDEN >>> shift;
    }
}
