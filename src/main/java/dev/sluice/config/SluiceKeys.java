package dev.sluice.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every key of Sluice's own configuration, as the operator wrote it.
 *
 * <p>All values are texts, which {@link ConfigReader} and {@link MappingReader} make sense of, so that whatever is wrong
 * is told in Sluice's words and all at once; none has a default here, so that a key without a value can be told from one
 * that is not there. Read once at start; a change takes a restart. What Kafka's producer can be
 * tuned with is not repeated here: it is set on the channel, {@code mp.messaging.outgoing.records.*}.
 */
@ConfigMapping(prefix = "sluice")
public interface SluiceKeys {

    /** The topic of the events that no route takes; where it is absent, such events are refused. */
    Optional<String> topic();

    /** The topics that a template in {@code topic} may yield. */
    Optional<List<String>> topicsAllowed();

    /** What topics that a template in {@code topic} yields may start with: events can then name any such topic. */
    Optional<List<String>> topicsAllowedPrefix();

    /** The recipe of the key: the first alternative that yields a value wins; {@code none} for no key. */
    Optional<List<String>> key();

    /** {@code allow} or {@code refuse}: what becomes of an event that yields no key. */
    Optional<String> keyless();

    /** The recipe of the partition, which must yield a whole number; where it is absent, Kafka chooses by the key. */
    Optional<List<String>> partition();

    /** {@code binary}: attributes as headers, data as value; {@code structured}: the event as JSON in the value. */
    Optional<String> contentMode();

    /** {@code producer}: when the record is sent; {@code event}: the event's {@code time}. */
    Optional<String> timestamp();

    /** {@code tombstone}, {@code empty} or {@code refuse}: what becomes of an event without data. */
    Optional<String> emptyData();

    /** Headers of the record besides those of the event: name to template. */
    Map<String, String> headers();

    /** The same in one text, as a variable can hold it: {@code name=template;name=template}. */
    @WithName("headers")
    Optional<String> headersInOne();

    /** What is removed from JSON data: JSON Pointer, with {@code *} for any step, to {@code drop|mask|hash}. */
    Map<String, String> redact();

    /** The same in one text, as a variable can hold it: {@code /place=mask;/place=drop}. */
    @WithName("redact")
    Optional<String> redactInOne();

    /** What hashes are made with; everyone who has it can test guesses of what was hashed. */
    Optional<String> redactSecret();

    /** The JSON Schema of the data: a file, or {@code classpath:} and a resource. */
    Optional<String> schema();

    /** {@code first} or {@code all}: how many of the routes that take an event give a record. */
    Optional<String> match();

    /** {@code refuse} or {@code ignore}: what becomes of an event that no route takes, where there is no topic for it. */
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
     * The largest body, in bytes, as sent and once decompressed; a larger one is answered 413. The producer's {@code
     * max.request.size} follows it with room for headers and key, so a broker's {@code message.max.bytes} must too.
     */
    Optional<String> maxBodySize();

    /** How long a body may take to come; a sender that is slower is answered 408. */
    Optional<String> bodyTimeout();

    /** How many events may be on their way at once; one more is answered 429. */
    Optional<String> maxEventsInFlight();

    /** How many bytes of bodies may be on their way at once, from their first byte on; more is answered 429. */
    Optional<String> maxBytesInFlight();

    /** Batched content mode. */
    Batch batch();

    /** CloudEvents web hook validation. */
    Webhook webhook();

    /** What becomes of events that are refused for good. */
    Rejects rejects();

    /** Which events, and what their records are like; whatever is absent is as it is for all, below {@code sluice}. */
    interface Route {

        /** The place in the order in which routes are tried, small numbers first; those of one rank go by name. */
        Optional<String> rank();

        /** The events that are taken: an expression of CESQL 1.0. All where it is absent. */
        Optional<String> when();

        /** See {@link SluiceKeys#topic()}. */
        Optional<String> topic();

        /** See {@link SluiceKeys#topicsAllowed()}. */
        Optional<List<String>> topicsAllowed();

        /** See {@link SluiceKeys#topicsAllowedPrefix()}. */
        Optional<List<String>> topicsAllowedPrefix();

        /** See {@link SluiceKeys#key()}. */
        Optional<List<String>> key();

        /** See {@link SluiceKeys#keyless()}. */
        Optional<String> keyless();

        /** See {@link SluiceKeys#partition()}. */
        Optional<List<String>> partition();

        /** See {@link SluiceKeys#contentMode()}. */
        Optional<String> contentMode();

        /** See {@link SluiceKeys#timestamp()}. */
        Optional<String> timestamp();

        /** See {@link SluiceKeys#emptyData()}. */
        Optional<String> emptyData();

        /** In addition to {@link SluiceKeys#headers()}; one of the same name replaces that one. */
        Map<String, String> headers();

        /** See {@link SluiceKeys#headersInOne()}. */
        @WithName("headers")
        Optional<String> headersInOne();

        /** In addition to {@link SluiceKeys#redact()}; one of the same place replaces that one. */
        Map<String, String> redact();

        /** See {@link SluiceKeys#redactInOne()}. */
        @WithName("redact")
        Optional<String> redactInOne();

        /** See {@link SluiceKeys#schema()}. */
        Optional<String> schema();
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

    /** Who may register this endpoint as the target of its deliveries. */
    interface Webhook {

        /** The origins that are consented to, compared exactly; {@code *} is every origin. None where it is absent. */
        Optional<List<String>> origins();

        /** How many requests a minute each of them may send; one more is answered 429. Any number where it is absent. */
        Optional<String> rate();
    }
}
