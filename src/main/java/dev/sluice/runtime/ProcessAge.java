package dev.sluice.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The time since the operating system started this process, before any of its code ran.
 *
 * <p>On Linux it comes from the kernel, to 10 ms, because {@link ProcessHandle} is only accurate to the second there.
 * Reads two small files of {@code /proc}. Stateless.
 */
public final class ProcessAge {

    /** {@code USER_HZ}, the unit of times that the kernel reports, on every platform that Java runs on. */
    private static final int MILLIS_PER_TICK = 10;

    /**
     * The index among the fields of {@code /proc/self/stat} after the name, which may contain spaces
     * (proc_pid_stat(5)).
     */
    private static final int START_TICKS = 19;

    private ProcessAge() {}

    /** The age in milliseconds; -1 if the platform does not report it. */
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

    /** The age from the two files: seconds since boot, and the start of the process in ticks since boot. */
    static long millis(String uptime, String stat) {
        double seconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Math.max(0, Math.round(seconds * 1000) - Long.parseLong(fields[START_TICKS]) * MILLIS_PER_TICK);
    }
}
