package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A check of something that the process relies on, made before it is needed. */
@FunctionalInterface
public interface Check {

    /**
     * Makes the check; returns if it passes.
     *
     * @throws Throwable if it fails, including any {@link Error}, such as a library that cannot be loaded
     */
    void run() throws Throwable;

    /** The exception of a failed check and its causes, in one line; null if the check passes. */
    static @Nullable String failure(Check check) {
        try {
            check.run();
            return null;
        } catch (Throwable e) {
            return line(e);
        }
    }

    private static String line(Throwable thrown) {
        List<String> causes = new ArrayList<>();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            causes.add(cause.getClass().getSimpleName() + (message == null ? "" : " " + message));
        }
        return String.join("; caused by ", causes).replaceAll("\\s+", " ");
    }
}
