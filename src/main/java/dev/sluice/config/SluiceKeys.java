package dev.sluice.config;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every key of Sluice's own configuration, as the operator wrote it.
 *
 * <p>All values are texts, which {@link ConfigReader} and {@link MappingReader} make sense of, so that whatever is
 * wrong is told in Sluice's words and all at once; none has a default here, so that a key without a value can be told
 * from one that is not there. Read once at start; a change takes a restart. What Kafka's producer can be tuned with is
 * not repeated here: it is set on the channel, {@code mp.messaging.outgoing.records.*}.
 */
@ConfigMapping(prefix = "sluice")
public interface SluiceKeys extends RecordKeys {

    /** What hashes are made with; everyone who has it can test guesses of what was hashed. */
    Optional<String> redactSecret();

    /** {@code first} or {@code all}: how many of the routes that take an event give a record. */
    Optional<String> match();

    /**
     * {@code refuse} or {@code ignore}: what becomes of an event that no route takes, where there is no topic for it.
     */
    Optional<String> unmatched();

    /** Which events go where: name to route. */
    Map<String, Route> routes();

    /** {@code key}: by the key, which keeps its order; {@code round-robin}: the next one, whatever the key. */
    Optional<String> partitioner();

    /** The one path that takes events; the query string does not count. */
    Optional<String> path();

    /** Who sends the events; presets the deadline and the handshake. */
    Optional<String> sender();

    /** How long a sender waits for an answer at most; the sender's preset where it is not set. */
    Optional<String> ackDeadline();

    /**
     * The largest body, in bytes, as sent and once decompressed; a larger one is answered 413. The producer's
     * {@code max.request.size} follows it with room for headers and key, so a broker's {@code message.max.bytes} must
     * too.
     */
    Optional<String> maxBodySize();

    /** How long a body may take to come; a sender that is slower is answered 408. */
    Optional<String> bodyTimeout();

    /** A duration: how long the process may take to end after SIGTERM; {@code 20s} where absent. */
    Optional<String> drainTimeout();

    /** How many events may be in flight at once; one more is answered 429. */
    Optional<String> maxEventsInFlight();

    /** How many bytes of bodies may be in flight at once, from their first byte on; more is answered 429. */
    Optional<String> maxBytesInFlight();

    /** Whether the first readiness waits until Kafka has all topics that are written out; it stays up then. */
    Optional<String> readyNeedsKafka();

    /** What connections may do before there is a request. */
    Connections connections();

    /** Batched content mode. */
    Batch batch();

    /** CloudEvents web hook validation. */
    Webhook webhook();

    /** What becomes of events that are refused for good. */
    Rejects rejects();

    /** What becomes of events that come more than once. */
    Dedup dedup();

    /** {@code true}: tells what works in this executable and with this configuration, and ends, without a port. */
    Optional<String> selfTest();

    /** Which events, and what their records are like; whatever is absent is as it is for all, below {@code sluice}. */
    interface Route extends RecordKeys {

        /** The place in the order in which routes are tried, small numbers first; those of one rank go by name. */
        Optional<String> rank();

        /** The events that are taken: an expression of CESQL 1.0. All where it is absent. */
        Optional<String> when();
    }

    /** How many connections there are, and how long they may be silent. */
    interface Connections {

        /** How many may be open; where there is one more, the one that was silent longest is closed. */
        Optional<String> max();

        /** How long a connection may be silent that has no request. */
        Optional<String> idleTimeout();

        /** How long the header fields of a request may take to come, and the first request of a connection. */
        Optional<String> headTimeout();
    }

    /** Several events in one request, published together or not at all. */
    interface Batch {

        /** Whether {@code application/cloudevents-batch+json} is taken; 415 where not. */
        Optional<String> enabled();

        /** How many events a batch may have; a larger one is answered 413. */
        Optional<String> maxEvents();

        /** The largest body of a batch, in bytes; a larger one is answered 413. */
        Optional<String> maxBytes();
    }

    /** Where events are parked that are refused for good after they were decoded. */
    interface Rejects {

        /** The topic that they are parked in, as they came; where it is absent, they are refused and not kept. */
        Optional<String> topic();

        /** {@code refuse}: 4xx all the same; {@code accept}: 202 once the event is parked. */
        Optional<String> answer();
    }

    /** A window on the events that were stored last. */
    interface Dedup {

        /** How many events it remembers, by source and id, to store none of them twice; 0 for none. */
        Optional<String> entries();
    }

    /** Who may register this endpoint as the target of its deliveries. */
    interface Webhook {

        /** The origins that are consented to, compared exactly; {@code *} is every origin. None where it is absent. */
        Optional<List<String>> origins();

        /**
         * How many requests a minute each of them may send; one more is answered 429. Any number where it is absent.
         */
        Optional<String> rate();
    }
}
