package dev.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much a process has allocated so far, from its log of collections and from how full its heap is now: neither costs
 * it anything while it is measured.
 */
final class GcLog {

    private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->(\\d+)M\\(");
    private static final Pattern USED = Pattern.compile("total .*used (\\d+)K");

    private final Path file;

    GcLog(Path file) {
        this.file = file;
    }

    /** The option of the JVM that writes the log. */
    String option() {
        return "-Xlog:gc:file=" + file + ":none:filecount=0";
    }

    /**
     * The bytes allocated since the start, to the megabyte.
     *
     * @param heap what {@code jcmd GC.heap_info} prints
     */
    long allocatedBytes(String heap) throws IOException {
        long allocated = 0;
        long left = 0;
        for (String line : Files.readAllLines(file)) {
            Matcher collection = COLLECTION.matcher(line);
            if (collection.find()) {
                allocated += Long.parseLong(collection.group(1)) - left;
                left = Long.parseLong(collection.group(2));
            }
        }
        long used = USED.matcher(heap)
                .results()
                .mapToLong(generation -> Long.parseLong(generation.group(1)))
                .sum();
        return (allocated - left) * 1024 * 1024 + used * 1024;
    }
}
