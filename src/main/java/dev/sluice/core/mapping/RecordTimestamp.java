package dev.sluice.core.mapping;

/** Where a record's timestamp comes from. */
public enum RecordTimestamp {
    /** The producer's clock when the record is sent. A topic may be configured to use the broker's clock instead. */
    PRODUCER,
    /** The event's {@code time}, or the producer's clock if the event has none. */
    EVENT
}
