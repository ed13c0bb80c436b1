package dev.sluice.config;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration without the mapping, checked and ready to use. {@link SluiceKeys} explains each key. Immutable.
 *
 * @param senders at least one; each has a path of its own
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
 * @param registry the schema registry; null if there is none
 * @param pages who may see the pages below {@code /q/}
 * @param selfTest whether the process runs the self-test and ends
 */
public record SluiceConfig(
        List<Sender> senders,
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
        @Nullable RegistrySettings registry,
        Pages pages,
        boolean selfTest) {

    /** Who may see a page without a token. */
    public enum Audience {
        /** Everybody. */
        OPEN,
        /** Whoever asks from a loopback or private address, and not through a proxy. */
        LOCAL,
        /** Nobody. */
        TOKEN
    }

    /**
     * Who may see the pages below {@code /q/}, apart from those of the health.
     *
     * @param audience who may without a token
     * @param token what shows them to anybody; null for nothing
     */
    public record Pages(Audience audience, @Nullable CallerSecrets token) {}

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

    /** How long a sender waits for an answer at most, of those that wait longest. */
    public Duration ackDeadline() {
        return senders.stream()
                .map(Sender::ackDeadline)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** The largest body that any sender may send, as sent and once decompressed. */
    public int maxBodyBytes() {
        return senders.stream().mapToInt(Sender::maxBodyBytes).max().orElseThrow();
    }
}
