package dev.sluice.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * How long ago the operating system started this process, which is before anything in it runs.
 *
 * <p>On Linux as the kernel counts it, to 10 ms; {@link ProcessHandle} knows it there only to the second. Reads two
 * small files of {@code /proc}. Stateless.
 */
public final class ProcessAge {

    /** {@code USER_HZ}, in which the kernel tells times to processes, on every platform that Java runs on. */
    private static final int MILLIS_PER_TICK = 10;

    /** Of the fields of {@code /proc/self/stat} behind the name, which may have spaces in it (proc_pid_stat(5)). */
    private static final int START_TICKS = 19;

    private ProcessAge() {}

    /** The age in milliseconds; -1 where the platform does not tell. */
    public static long millis() {
        try {
            return millis(Files.readString(Path.of("/proc/uptime")), Files.readString(Path.of("/proc/self/stat")));
        } catch (IOException e) {
            return ProcessHandle.current()
                    .info()
                    .startInstant()
                    .map(start -> Instant.now().toEpochMilli() - start.toEpochMilli())
                    .orElse(-1L);
        }
    }

    /** The age by the text of the two files: seconds since the boot, and the start in ticks since the boot. */
    static long millis(String uptime, String stat) {
        double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Math.max(0, Math.round(seconds * 1000) - Long.parseLong(fields[START_TICKS]) * MILLIS_PER_TICK);
    }
}
