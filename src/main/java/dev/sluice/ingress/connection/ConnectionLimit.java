package dev.sluice.ingress.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * How many connections there may be at once, so that the process does not run out of file descriptors.
 *
 * @param most how many may be open
 * @param slack how many more may be open while room is made
 * @param waiting how many accepted connections may wait until they are taken
 */
record ConnectionLimit(int most, int slack, int waiting) {

    private static final Logger LOG = Logger.getLogger("dev.sluice.ingress");

    /** Files and connections to brokers that are open besides. */
    private static final int OTHER_DESCRIPTORS = 256;

    private static final int FEWEST = 16;

    /** The slack, as a share of the limit. */
    private static final int SLACK_SHARE = 8;

    /**
     * How many accepted connections may wait without holding up other addresses. Each takes a kilobyte, and more would
     * slow down garbage collection.
     */
    private static final int MOST_WAITING = 2048;

    private static final Pattern OPEN_FILES = Pattern.compile("Max open files\\s+(\\d+)");

    /** The configured number, or fewer if the platform allows fewer open files, which is logged. */
    static ConnectionLimit of(int configured) {
        int openFiles = openFiles();
        int most = most(configured, openFiles);
        int slack = Math.max(FEWEST, most / SLACK_SHARE);
        int left = openFiles - OTHER_DESCRIPTORS - most - slack;
        return new ConnectionLimit(most, slack, Math.min(MOST_WAITING, Math.max(FEWEST, left)));
    }

    private static int most(int configured, int openFiles) {
        // together with the slack, and as many that wait, these are all descriptors
        int possible = Math.max(FEWEST, (openFiles - OTHER_DESCRIPTORS) / (SLACK_SHARE + 2) * SLACK_SHARE);
        if (possible < configured) {
            LOG.warnf(
                    "sluice.connections.max %d exceeds what the limit of this process on open files allows: Sluice takes"
                            + " %d connections; raise the limit (ulimit -n), or lower the key",
                    configured, possible);
        }
        return Math.min(configured, possible);
    }

    private static int openFiles() {
        try {
            Matcher matcher = OPEN_FILES.matcher(Files.readString(Path.of("/proc/self/limits")));
            return matcher.find()
                    ? (int) Math.min(Integer.MAX_VALUE, Long.parseLong(matcher.group(1)))
                    : Integer.MAX_VALUE;
        } catch (IOException e) {
            return Integer.MAX_VALUE; // not on Linux
        }
    }
}
