package dev.sluice.config;

import dev.sluice.core.http.HeaderValues;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration without the mapping, checked and ready to use. {@link SluiceKeys} explains each key. Immutable.
 *
 * @param path the one path that takes events
 * @param sender who sends them
 * @param headerValues how the sender writes attributes into headers
 * @param ackDeadline how long a sender waits for an answer at most: the configured deadline, or else the sender's
 *     preset
 * @param maxBodyBytes the largest body, as sent and once decompressed
 * @param bodyTimeout how long a body may take to arrive
 * @param drainTimeout how long the process may take to end
 * @param maxEventsInFlight how many events may be in flight at once
 * @param maxBytesInFlight how many bytes of bodies may be in flight at once
 * @param connections the limits of connections
 * @param partitioner how the partition is chosen if the mapping does not say
 * @param readyNeedsKafka whether the first readiness waits until Kafka has all topics that the configuration names
 * @param batches the limits of a batch; null if batches are refused
 * @param rejects where events are parked that are refused permanently; null if they are not parked
 * @param dedupEntries how many stored events are remembered, so that none is stored twice; 0 for none
 * @param webhook who may register this endpoint
 * @param selfTest whether the process runs the self-test and ends
 */
public record SluiceConfig(
        String path,
        Sender sender,
        HeaderValues headerValues,
        Duration ackDeadline,
        int maxBodyBytes,
        Duration bodyTimeout,
        Duration drainTimeout,
        int maxEventsInFlight,
        long maxBytesInFlight,
        Connections connections,
        PartitionStrategy partitioner,
        boolean readyNeedsKafka,
        @Nullable Batches batches,
        @Nullable Rejects rejects,
        int dedupEntries,
        Webhook webhook,
        boolean selfTest) {

    /**
     * The limits of connections.
     *
     * @param max how many may be open
     * @param idleTimeout how long one without a request may be silent
     * @param headTimeout how long the header fields of a request may take to arrive
     */
    public record Connections(int max, Duration idleTimeout, Duration headTimeout) {}

    /**
     * The limits of a batch.
     *
     * @param maxEvents how many events it may have
     * @param maxBytes its largest body
     */
    public record Batches(int maxEvents, int maxBytes) {}

    /**
     * Where events are parked that are refused permanently.
     *
     * @param topic a legal topic name
     * @param accepted whether the sender of a parked event gets 202; otherwise it gets the refusal
     * @param undecoded whether what cannot be decoded is parked too
     */
    public record Rejects(String topic, boolean accepted, boolean undecoded) {}

    /**
     * Who may register this endpoint as the target of its deliveries.
     *
     * @param origins compared exactly; {@code *} is every origin
     * @param ratePerMinute how many requests a minute each origin may send; null for any number
     */
    public record Webhook(List<String> origins, @Nullable Integer ratePerMinute) {}
}
