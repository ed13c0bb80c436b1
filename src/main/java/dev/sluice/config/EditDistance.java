package dev.sluice.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds the name that somebody may have meant who wrote another. Stateless. */
public final class EditDistance {

    private EditDistance() {}

    /** The one of {@code candidates} that takes the fewest characters to change, the first of several; not empty. */
    public static String nearest(String written, Collection<String> candidates) {
        return candidates.stream()
                .min(Comparator.comparingInt(candidate -> between(written, candidate)))
                .orElseThrow();
    }

    /** How many characters have to be added, left out or replaced (Levenshtein). */
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
