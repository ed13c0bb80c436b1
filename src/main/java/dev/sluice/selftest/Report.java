package dev.sluice.selftest;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What works and what does not, a line for each part as soon as it is known: {@code ok}, {@code FAIL} or {@code skip}.
 *
 * <p>Used by one thread.
 */
public final class Report {

    /** One thing that works, or throws. */
    @FunctionalInterface
    public interface Trial {
        void run() throws Exception;
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
        try {
            trial.run();
        } catch (Throwable e) {
            // a library that cannot be loaded is an Error
            fail(part, why(e));
            return;
        }
        works++;
        print("ok", part);
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

    /** What {@code thrown} says and what it was caused by, in one line. */
    public static String why(Throwable thrown) {
        List<String> causes = new ArrayList<>();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            causes.add(cause.getClass().getSimpleName() + (message == null ? "" : " " + message));
        }
        return String.join("; caused by ", causes).replaceAll("\\s+", " ");
    }
}
