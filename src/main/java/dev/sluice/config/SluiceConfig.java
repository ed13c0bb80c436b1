package dev.sluice.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of everything but the mapping, checked and ready to use; {@link SluiceKeys} says what each key is
 * for. Immutable.
 *
 * @param path the one path that takes events
 * @param sender who sends them
 * @param ackDeadline how long a sender waits for an answer at most: what is set, or else the sender's preset
 * @param maxBodyBytes the largest body, as sent and once decompressed
 * @param bodyTimeout how long a body may take to come
 * @param drainTimeout how long the process may take to end
 * @param maxEventsInFlight how many events may be in flight at once
 * @param maxBytesInFlight how many bytes of bodies may be in flight at once
 * @param connections what connections may do before there is a request
 * @param partitioner how Kafka chooses the partition where the mapping does not
 * @param readyNeedsKafka whether the first readiness waits until Kafka has all the topics that are written out
 * @param batches the limits of a batch; null where none are taken
 * @param rejects where events are parked that are refused for good; null for nowhere
 * @param dedupEntries how many events that are stored are remembered, so that none is stored twice; 0 for none
 * @param webhook who may register this endpoint
 * @param selfTest whether the start ends with a report of what works
 */
public record SluiceConfig(
        String path,
        Sender sender,
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
     * What connections may do before there is a request.
     *
     * @param max how many may be open
     * @param idleTimeout how long one may be silent that has no request
     * @param headTimeout how long the header fields of a request may take to come
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
     * Where events are parked that are refused for good.
     *
     * @param topic a legal name
     * @param accepted whether the sender of one that is parked is told 202 and not what it was refused for
     */
    public record Rejects(String topic, boolean accepted) {}

    /**
     * Who may register this endpoint as the target of its deliveries.
     *
     * @param origins compared exactly; {@code *} is every origin
     * @param ratePerMinute the requests a minute that each may send; null for any number
     */
    public record Webhook(List<String> origins, @Nullable Integer ratePerMinute) {}
}
