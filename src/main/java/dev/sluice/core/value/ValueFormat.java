package dev.sluice.core.value;

import dev.sluice.core.event.Bytes;
import org.jspecify.annotations.Nullable;

/** What the values of a route's records are, where they are not the data as it was sent. Thread-safe, never blocks. */
public interface ValueFormat {

    /** The media type of the values: what the record's {@code content-type} header says. */
    String mediaType();

    /**
     * The value of a record.
     *
     * @param data the event's data, redacted if the route redacts it
     * @param contentType the event's {@code datacontenttype}; null if it does not say so, which is not taken for JSON
     * @param topic the record's topic
     * @param subject the subject of the schema; null for the one that goes with the topic
     * @return a new array
     * @throws dev.sluice.core.event.Refusal {@code INVALID_DATA} if the data does not fit the schema
     * @throws SchemaAwaited if the schema is not known yet
     */
    byte[] value(Bytes data, @Nullable String contentType, String topic, @Nullable String subject);
}
