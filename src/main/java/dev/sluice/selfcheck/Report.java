package dev.sluice.selfcheck;

import dev.sluice.config.Check;
import java.io.PrintStream;

/**
 * Reports what works and what does not, with one line for each part as soon as it is known: {@code ok}, {@code FAIL} or
 * {@code skip}.
 *
 * <p>Used by one thread.
 */
public final class Report {

    private final PrintStream out;
    private int works;
    private int skipped;
    private int failed;

    Report(PrintStream out) {
        this.out = out;
    }

    /** Reports that a part works, unless {@code check} throws. */
    public void check(String part, Check check) {
        String failure = Check.failure(check);
        if (failure == null) {
            works++;
            print("ok", part);
        } else {
            fail(part, failure);
        }
    }

    /** Reports that a part does not work; {@code why} says what is wrong. */
    public void fail(String part, String why) {
        failed++;
        print("FAIL", part + ": " + why);
    }

    /** Reports that a part was not checked; {@code why} gives the reason. */
    public void skip(String part, String why) {
        skipped++;
        print("skip", part + ": " + why);
    }

    private void print(String verdict, String line) {
        out.printf("%-4s %s%n", verdict, line);
    }

    /** Whether nothing has failed so far. */
    boolean isPassed() {
        return failed == 0;
    }

    /** One line with the number of each verdict. */
    String summary() {
        return "self-test %s: %d ok, %d skipped, %d failed"
                .formatted(isPassed() ? "passed" : "FAILED", works, skipped, failed);
    }
}
