package dev.sluice.http;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What the function's page of metrics says. Immutable. */
public final class MetricsPage {

    private static final int ATTEMPTS = 600;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<String> lines;

    private MetricsPage(List<String> lines) {
        this.lines = lines;
    }

    /** Asks a port of this machine for the page, again where it is asked for too often. */
    public static MetricsPage of(int port) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (RawHttp connection = new RawHttp(port)) {
                connection.send("GET /q/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
                RawHttp.Response response = connection.read();
                if (response.status() == 200) {
                    return new MetricsPage(response.body().lines().toList());
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IOException("there is no page of metrics");
    }

    /** The sum of a metric over all its labels. */
    public double sum(String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
