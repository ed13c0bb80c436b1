package dev.sluice.core.mapping;

/** What becomes of an event without data in binary content mode. A structured record always has a value. */
public enum EmptyData {
    /** A record without a value. A compacted topic deletes its key, so it must have one. */
    TOMBSTONE,
    /** A record with a value of no bytes. */
    EMPTY,
    /** The event is refused, in either content mode. */
    REFUSE
}
