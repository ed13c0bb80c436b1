package dev.sluice.core;

import java.util.Random;

/**
 * Runs a property on many random cases, each with a seed of its own.
 *
 * <p>The seed of the first case is the time, or {@code -Dsluice.seed}; a failure names the seed that makes its case the
 * first one.
 */
final class Cases {

    private Cases() {}

    /** What is asserted of one case, made from {@code random} and nothing else. */
    interface Property {
        void holds(Random random) throws Exception;
    }

    static void run(int cases, Property property) {
        long seed = Long.getLong("sluice.seed", System.nanoTime());
        for (int i = 0; i < cases; i++) {
            try {
                property.holds(new Random(seed + i));
            } catch (Exception | AssertionError | StackOverflowError e) {
                throw new AssertionError("with -Dsluice.seed=" + (seed + i) + ": " + e.getMessage(), e);
            }
        }
    }
}
