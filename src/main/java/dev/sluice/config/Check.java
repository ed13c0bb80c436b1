package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that a process relies on, tried before it is needed: it works, or throws. */
@FunctionalInterface
public interface Check {

    /**
     * Does it once.
     *
     * @throws Throwable anything: a library that cannot be loaded is an {@link Error}
     */
    void run() throws Throwable;

    /** What a check throws and what that was caused by, in one line; null where it works. */
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
