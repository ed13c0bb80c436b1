package dev.sluice.core.kafka;

/** How an event is laid out in a record (CloudEvents Kafka binding 1.0.2, section 3). */
public enum ContentMode {
    /** Attributes as headers, data as the value. */
    BINARY,
    /** The whole event as JSON in the value. */
    STRUCTURED
}
