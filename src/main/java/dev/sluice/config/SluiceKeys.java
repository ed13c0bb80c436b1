package dev.sluice.config;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every key of Sluice's own configuration, as the operator wrote it.
 *
 * <p>All values are texts, which {@link ConfigReader} and {@link MappingReader} parse, so that Sluice can report all
 * problems at once and in its own words. No key has a default here, so that a key without a value differs from a
 * missing key. Read once at startup; a change needs a restart. Settings of Kafka's producer are not repeated here: they
 * are set on the channel, {@code mp.messaging.outgoing.records.*}.
 */
@ConfigMapping(prefix = "sluice")
public interface SluiceKeys extends RecordKeys, SenderKeys {

    /** The secret that hashes are made with. Anyone who has it can test guesses of what was hashed. */
    Optional<String> redactSecret();

    /** {@code first} or {@code all}: which of the routes that take an event make a record. */
    Optional<String> match();

    /**
     * {@code refuse} or {@code ignore}: what becomes of an event that no route takes, if there is no topic for all
     * events.
     */
    Optional<String> unmatched();

    /** The routes, by name. */
    Map<String, Route> routes();

    /** The senders, by name. Without any, there is one at {@link #path()}. */
    Map<String, SenderKeys> senders();

    /** Whether a sender without a proof ends the startup; by default it is a warning. */
    Optional<String> requireAuthentication();

    /** {@code key}: by the key, which keeps its order. {@code round-robin}: the next partition, whatever the key. */
    Optional<String> partitioner();

    /** How long a body may take to arrive; a slower one is answered 408. */
    Optional<String> bodyTimeout();

    /** How long the process may take to end after SIGTERM; {@code 20s} by default. */
    Optional<String> drainTimeout();

    /** How many events may be in flight at once; one more is answered 429. */
    Optional<String> maxEventsInFlight();

    /** How many bytes of bodies may be in flight at once, counted as they arrive; more is answered 429. */
    Optional<String> maxBytesInFlight();

    /**
     * Whether the first readiness waits until Kafka has all topics that the configuration names. It then stays ready.
     */
    Optional<String> readyNeedsKafka();

    /** The limits of connections. */
    Connections connections();

    /** Batched content mode. */
    Batch batch();

    /** What becomes of events that are refused permanently. */
    Rejects rejects();

    /** What becomes of duplicates. */
    Dedup dedup();

    /** Where the schemas of value formats come from. */
    RegistryKeys registry();

    /**
     * {@code open}, {@code local} or {@code token}: who may see the pages below {@code /q/}, of which those of the
     * health are open to all.
     */
    Optional<String> pages();

    /** The bearer token that shows the pages to whoever has it: a text, or {@code file:PATH} for one or more. */
    Optional<String> pagesToken();

    /**
     * {@code true}: the process reports what works in this executable with this configuration, and ends without a port.
     */
    Optional<String> selfTest();

    /** Which events a route takes, and their record. A missing key is taken from below {@code sluice}. */
    interface Route extends RecordKeys {

        /** The order in which routes are tried, from the smallest rank; routes of one rank are tried by name. */
        Optional<String> rank();

        /** The events that the route takes, as a CESQL 1.0 expression; by default all. */
        Optional<String> when();

        /** The senders whose events the route takes, by name; by default all. */
        Optional<List<String>> from();

        /**
         * The callers that may use the route: exactly, or by prefix with a {@code *} at the end; an event of another is
         * refused. By default all.
         */
        Optional<List<String>> callers();
    }

    /** The limits of connections. */
    interface Connections {

        /** How many may be open. For one more, the one that was silent longest is closed. */
        Optional<String> max();

        /** How long a connection without a request may be silent. */
        Optional<String> idleTimeout();

        /** How long the header fields of a request, and the first request of a connection, may take to arrive. */
        Optional<String> headTimeout();
    }

    /** Several events in one request, published together or not at all. */
    interface Batch {

        /** Whether {@code application/cloudevents-batch+json} is accepted; if not, it is answered 415. */
        Optional<String> enabled();

        /** How many events a batch may have; a larger one is answered 413. */
        Optional<String> maxEvents();

        /** The largest body of a batch, in bytes; a larger one is answered 413. */
        Optional<String> maxBytes();
    }

    /** Where events are parked that are refused permanently. */
    interface Rejects {

        /** The rejects topic. Without it, these events are refused and not kept. */
        Optional<String> topic();

        /** {@code refuse}: the sender gets the refusal. {@code accept}: it gets 202 once the event is parked. */
        Optional<String> answer();

        /** Whether requests and elements of batches are parked too that cannot be decoded; by default not. */
        Optional<String> undecoded();
    }

    /** The stored events that an instance remembers. */
    interface Dedup {

        /** How many events it remembers, by source and id, to store none of them twice; 0 for none. */
        Optional<String> entries();
    }
}
