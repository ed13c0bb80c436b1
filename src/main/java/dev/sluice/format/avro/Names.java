package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Names of a schema, each with a number, found by their bytes. What a sender writes adds nothing to it, so no sender
 * can make it slow. Immutable, thread-safe.
 */
final class Names {

    private final byte[][] names;
    private final int[] numbers;
    private final int[] first;
    private final int mask;
    private final int longest;

    /** The names, each with a number that is not negative; several may have the same. */
    Names(Map<String, Integer> all) {
        int capacity = Integer.highestOneBit(Math.max(1, all.size())) << 2;
        byte[][] names = new byte[capacity][];
        int[] numbers = new int[capacity];
        int[] first = new int
                [all.values().stream().mapToInt(number -> number + 1).max().orElse(0)];
        int longest = 0;
        Arrays.fill(numbers, JsonScanner.NONE);
        Arrays.fill(first, JsonScanner.NONE);
        for (Map.Entry<String, Integer> one : all.entrySet()) {
            byte[] name = one.getKey().getBytes(StandardCharsets.UTF_8);
            int slot = hash(name, 0, name.length) & capacity - 1;
            while (numbers[slot] >= 0) {
                slot = slot + 1 & capacity - 1;
            }
            names[slot] = name;
            numbers[slot] = one.getValue();
            if (first[one.getValue()] == JsonScanner.NONE) {
                first[one.getValue()] = slot;
            }
            longest = Math.max(longest, name.length);
        }
        this.names = names;
        this.numbers = numbers;
        this.first = first;
        this.mask = capacity - 1;
        this.longest = longest;
    }

    /**
     * The number of the name from {@code start} to {@code end}; {@link JsonScanner#NONE} if it is none of these.
     *
     * @param guess the number that it probably has, or any other
     */
    int find(byte[] bytes, int start, int end, int guess) {
        if (guess < first.length && first[guess] >= 0 && isAt(first[guess], bytes, start, end)) {
            return guess;
        }
        if (end - start > longest) {
            return JsonScanner.NONE;
        }
        int slot = hash(bytes, start, end) & mask;
        while (numbers[slot] >= 0) {
            if (isAt(slot, bytes, start, end)) {
                return numbers[slot];
            }
            slot = slot + 1 & mask;
        }
        return JsonScanner.NONE;
    }

    private boolean isAt(int slot, byte[] bytes, int start, int end) {
        byte[] name = names[slot];
        return Arrays.equals(bytes, start, end, name, 0, name.length);
    }

    private static int hash(byte[] bytes, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 15;
    }
}
