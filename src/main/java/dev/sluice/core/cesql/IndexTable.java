package dev.sluice.core.cesql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Positions by the hash code of a key, in three arrays of numbers. With a thousand conditions, objects would be in no
 * cache.
 *
 * <p>Keys with the same code share their positions, so the conditions found must still be evaluated. The table holds
 * nothing that came with an event, so no event can make it slow. Immutable, thread-safe.
 */
@SuppressWarnings("EnumOrdinal") // the hashes live only as long as the process
final class IndexTable {

    private static final int GOLDEN = 0x9E3779B1;

    private final int[] codes;
    private final int[] runs;
    private final int[] positions;
    private final int shift;

    /** A table of the positions of each key. */
    IndexTable(Map<IndexKey, List<Integer>> keys) {
        Map<Integer, TreeSet<Integer>> byCode = new TreeMap<>();
        keys.forEach((key, list) ->
                byCode.computeIfAbsent(code(key), any -> new TreeSet<>()).addAll(list));
        int size = Math.max(2, Integer.highestOneBit(byCode.size()) * 4);
        this.codes = new int[size];
        this.runs = new int[size];
        this.shift = Integer.numberOfLeadingZeros(size) + 1;
        List<Integer> all = new ArrayList<>(List.of(0));
        byCode.forEach((code, set) -> {
            int slot = slot(code);
            while (runs[slot] != 0) {
                slot = slot + 1 & size - 1;
            }
            codes[slot] = code;
            runs[slot] = all.size();
            all.add(set.size());
            all.addAll(set);
        });
        this.positions = all.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int code(IndexKey key) {
        int hash = key.text().hashCode();
        return key.prefix()
                ? codeOfPrefix(key.attribute(), hash, key.text().length())
                : codeOfWhole(key.attribute(), hash);
    }

    /** The code of the key for an attribute that equals a text with the hash code {@code hash}. */
    static int codeOfWhole(IndexKey.About attribute, int hash) {
        return hash + attribute.ordinal() * GOLDEN;
    }

    /**
     * The code of the key for an attribute that starts with {@code length} characters with the hash code {@code hash}.
     */
    static int codeOfPrefix(IndexKey.About attribute, int hash, int length) {
        return Integer.rotateLeft(hash, 16) + (length * 2 + attribute.ordinal()) * GOLDEN;
    }

    /** The index in {@link #positions()} of the run for {@code code}; 0, an empty run, if there is none. */
    int run(int code) {
        int slot = slot(code);
        while (runs[slot] != 0) {
            if (codes[slot] == code) {
                return runs[slot];
            }
            slot = slot + 1 & codes.length - 1;
        }
        return 0;
    }

    /** All runs: the number of positions, then each position, ascending. The first run is empty. */
    int[] positions() {
        return positions;
    }

    private int slot(int code) {
        return code * GOLDEN >>> shift;
    }
}
