package dev.sluice.egress.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Checks the settings for which Azure Event Hubs differs from Kafka (Microsoft, "Recommended configurations for Apache
 * Kafka clients" and "Apache Kafka troubleshooting guide for Event Hubs").
 *
 * <p>A setting is refused if it would fail every record, or every large one together with all others on its connection.
 * If it makes slow or idle connections fail now and then, Sluice logs advice. Stateless.
 */
final class EventHubs {

    private static final Pattern HOST =
            Pattern.compile(".*\\.servicebus\\.(windows\\.net|chinacloudapi\\.cn|usgovcloudapi\\.net)(:\\d+)?");

    /** Event Hubs closes the connection on a request of this size, and again each time it is repeated. */
    private static final long TOO_LARGE_BYTES = 1_046_528;

    private static final Set<String> CODECS = Set.of("none", "gzip");

    private static final long IDLE_MILLIS = 240_000;
    private static final long SHORTEST_REQUEST_MILLIS = 20_000;
    private static final long ADVISED_REQUEST_MILLIS = 60_000;

    /** Settings for the greatest age of connections and metadata, with Kafka's defaults in milliseconds. */
    private static final Map<String, Long> IDLE = Map.of(
            ProducerConfig.METADATA_MAX_AGE_CONFIG, 300_000L,
            ProducerConfig.CONNECTIONS_MAX_IDLE_MS_CONFIG, 540_000L);

    private EventHubs() {}

    /** Whether one of the bootstrap servers belongs to Event Hubs. */
    static boolean isUsed(Map<String, Object> settings) {
        Object servers = settings.getOrDefault(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "");
        return Stream.of(servers.toString().split(","))
                .anyMatch(server ->
                        HOST.matcher(server.trim().toLowerCase(Locale.ROOT)).matches());
    }

    /**
     * Refuses what would surely fail there.
     *
     * @param completed the settings of the channel's producer
     * @param refusals gets a line for each key
     */
    static void check(Map<String, Object> completed, Refusals refusals) {
        if (!isUsed(completed)) {
            return;
        }
        String size = ProducerConfig.MAX_REQUEST_SIZE_CONFIG;
        long bytes = number(completed, size, 0);
        if (bytes >= TOO_LARGE_BYTES) {
            refusals.refuse(
                    size,
                    bytes,
                    "Azure Event Hubs closes the connection on a request of " + TOO_LARGE_BYTES
                            + " bytes; write sluice.max-body-size: 893K, or a smaller max.request.size");
        }
        String compression = ProducerConfig.COMPRESSION_TYPE_CONFIG;
        Object codec = completed.getOrDefault(compression, "none");
        if (!CODECS.contains(codec.toString())) {
            refusals.refuse(compression, codec, "Azure Event Hubs takes gzip only; write gzip or none");
        }
    }

    /** One line per setting that Microsoft advises against; none if Event Hubs is not used. */
    static List<String> advice(Map<String, Object> completed) {
        List<String> advice = new ArrayList<>();
        if (!isUsed(completed)) {
            return advice;
        }
        String request = ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG;
        long requestMillis = number(completed, request, ADVISED_REQUEST_MILLIS);
        if (requestMillis < ADVISED_REQUEST_MILLIS) {
            String advised = requestMillis > SHORTEST_REQUEST_MILLIS
                    ? "60000 for idempotent producers"
                    : "more than 20000, and 60000 for idempotent producers";
            advice.add(line(
                    request,
                    requestMillis,
                    advised + ", because one may otherwise lose its id after a timeout and never send again; if your"
                            + " sender waits that long, set sluice.ack-deadline: 70s and request.timeout.ms: 60000"));
        }
        IDLE.forEach((key, kafkas) -> {
            long millis = number(completed, key, kafkas);
            if (millis >= IDLE_MILLIS) {
                advice.add(line(
                        key,
                        millis,
                        "less than " + IDLE_MILLIS + ", because Azure then drops a silent connection; set it"
                                + " to 180000"));
            }
        });
        return advice;
    }

    private static String line(String key, long value, String advised) {
        return key + " is " + value + "; Azure Event Hubs advises " + advised;
    }

    /** The number at {@code key}, or {@code otherwise}. A value that is not a number is refused elsewhere. */
    private static long number(Map<String, Object> settings, String key, long otherwise) {
        try {
            return Long.parseLong(
                    settings.getOrDefault(key, otherwise).toString().trim());
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
