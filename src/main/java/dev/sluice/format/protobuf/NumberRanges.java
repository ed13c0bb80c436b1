package dev.sluice.format.protobuf;

import java.util.Map;
import java.util.TreeMap;

/** Ranges of numbers that a declaration keeps others from, and that do not overlap. */
final class NumberRanges {

    private final TreeMap<Integer, Integer> ranges = new TreeMap<>();

    /** Adds the numbers from {@code first} to {@code last}; returns whether none of them was in a range before. */
    boolean add(int first, int last) {
        Map.Entry<Integer, Integer> before = ranges.floorEntry(last);
        if (before != null && before.getValue() >= first) {
            return false;
        }
        ranges.put(first, last);
        return true;
    }

    /** Whether {@code number} is in a range. */
    boolean holds(int number) {
        Map.Entry<Integer, Integer> range = ranges.floorEntry(number);
        return range != null && range.getValue() >= number;
    }
}
