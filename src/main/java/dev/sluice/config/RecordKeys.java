package dev.sluice.config;

import io.smallrye.config.WithName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys that say what the record of an event is like, as the operator wrote them: for all events below
 * {@code sluice}, and for those of one route below that, where headers and redactions add up and anything else replaces
 * what holds for all.
 */
public interface RecordKeys {

    /** The topic; of all, it is that of the events that no route takes, which are refused where it is absent. */
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

    /** The JSON Schema of the data: a file, or {@code classpath:} and a resource. */
    Optional<String> schema();
}
