package dev.sluice.config;

import io.smallrye.config.WithName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that describe a record, as the operator wrote them. Below {@code sluice} they apply to all events, and below
 * a route to the events of that route. Headers and redactions of the two add up; any other key of a route replaces the
 * one for all events.
 */
public interface RecordKeys {

    /**
     * The topic. Below {@code sluice}, it is the topic of events that no route takes; without it, Sluice refuses them.
     */
    Optional<String> topic();

    /** The topics that a template in {@code topic} may yield. */
    Optional<List<String>> topicsAllowed();

    /**
     * The prefixes of topics that a template in {@code topic} may yield. Events can then choose any topic with such a
     * prefix.
     */
    Optional<List<String>> topicsAllowedPrefix();

    /** The recipe of the key: the first entry that yields a value wins; {@code none} for no key. */
    Optional<List<String>> key();

    /** {@code allow} or {@code refuse}: what becomes of an event that yields no key. */
    Optional<String> keyless();

    /**
     * {@code text}, {@code int}, {@code long} or {@code uuid}: what bytes the key is, as Kafka's serialisers write it.
     */
    Optional<String> keyFormat();

    /** The recipe of the partition, which must yield a whole number. Without it, Kafka chooses by the key. */
    Optional<List<String>> partition();

    /**
     * {@code binary}: attributes are headers, data is the value. {@code structured}: the value is the event as JSON.
     */
    Optional<String> contentMode();

    /** {@code producer}: the time when the record is sent; {@code event}: the event's {@code time}. */
    Optional<String> timestamp();

    /** {@code tombstone}, {@code empty} or {@code refuse}: what becomes of an event without data. */
    Optional<String> emptyData();

    /** Headers of the record besides those of the event: name to template. */
    Map<String, String> headers();

    /** The same headers in one text, as a variable can hold them: {@code name=template;name=template}. */
    @WithName("headers")
    Optional<String> headersInOne();

    /**
     * What is redacted in JSON data: JSON Pointer, with {@code *} for any step, to {@code drop}, {@code mask} or
     * {@code hash}.
     */
    Map<String, String> redact();

    /** The same redactions in one text, as a variable can hold them: {@code /place=mask;/place=drop}. */
    @WithName("redact")
    Optional<String> redactInOne();

    /** The JSON Schema of the data: a file, or {@code classpath:} and a resource. */
    Optional<String> schema();

    /** What the record's value is. */
    ValueKeys value();
}
