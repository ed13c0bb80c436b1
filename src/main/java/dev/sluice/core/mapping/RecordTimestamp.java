package dev.sluice.core.mapping;

/** Where a record's timestamp comes from. */
public enum RecordTimestamp {
    /** The producer's clock when the record is sent; a topic may be configured to take the broker's instead. */
    PRODUCER,
    /** The event's {@code time}; the producer's clock where it has none. */
    EVENT
}
