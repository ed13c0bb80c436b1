package dev.sluice.selftest;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What works and what does not, a line for each part as soon as it is known: {@code ok}, {@code FAIL} or {@code skip}.
 *
 * <p>Used by one thread.
 */
public final class Report {

    /** One thing that works, or throws. */
    @FunctionalInterface
    public interface Trial {
        void run() throws Throwable;
    }

    private final PrintStream out;
    private int works;
    private int skipped;
    private int failed;

    Report(PrintStream out) {
        this.out = out;
    }

    /** Tries a part out: it works unless the trial throws. */
    public void attempt(String part, Trial trial) {
        String trouble = trouble(trial);
        if (trouble == null) {
            works++;
            print("ok", part);
        } else {
            fail(part, trouble);
        }
    }

    /** A part does not work; {@code why} says what is wrong with it. */
    public void fail(String part, String why) {
        failed++;
        print("FAIL", part + ": " + why);
    }

    /** A part is not tried out. */
    public void skip(String part, String why) {
        skipped++;
        print("skip", part + ": " + why);
    }

    private void print(String verdict, String line) {
        out.printf("%-4s %s%n", verdict, line);
    }

    /** Whether nothing failed so far. */
    boolean isPassed() {
        return failed == 0;
    }

    /** One line that counts the verdicts. */
    String summary() {
        return "self-test %s: %d ok, %d skipped, %d failed"
                .formatted(isPassed() ? "passed" : "FAILED", works, skipped, failed);
    }

    /** What a trial throws and what that was caused by, in one line; null where it works. */
    public static @Nullable String trouble(Trial trial) {
        try {
            trial.run();
            return null;
        } catch (Throwable e) {
            // a library that cannot be loaded is an Error
            return why(e);
        }
    }

    static String why(Throwable thrown) {
        List<String> causes = new ArrayList<>();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            causes.add(cause.getClass().getSimpleName() + (message == null ? "" : " " + message));
        }
        return String.join("; caused by ", causes).replaceAll("\\s+", " ");
    }
}
