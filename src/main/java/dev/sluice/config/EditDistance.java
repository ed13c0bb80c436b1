package dev.sluice.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;

/** Suggests the name that the operator may have meant instead of the one written. Stateless. */
public final class EditDistance {

    private EditDistance() {}

    /** The candidate that takes the fewest edits, or the first of several; {@code candidates} must not be empty. */
    public static String nearest(String written, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> between(written, candidate)))
                .orElseThrow();
    }

    /** Whether one edit, or two neighbours that changed places, make {@code meant} of {@code written}. */
    static boolean isTypingError(String written, String meant) {
        int edits = between(written, meant);
        return edits == 1 || edits == 2 && sorted(written).equals(sorted(meant));
    }

    private static String sorted(String word) {
        char[] letters = word.toCharArray();
        Arrays.sort(letters);
        return new String(letters);
    }

    /** The number of characters to add, remove or replace (Levenshtein distance). */
    public static int between(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
