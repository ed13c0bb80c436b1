package dev.sluice.core.mapping;

/** Which of the routes that take an event make a record. */
public enum Match {
    /** The first one. */
    FIRST,
    /** Every one. */
    ALL
}
