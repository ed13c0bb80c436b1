package dev.sluice.core.mapping;

/** How many of the routes that take an event give a record. */
public enum Match {
    /** The first one. */
    FIRST,
    /** Every one. */
    ALL
}
