package dev.sluice.core.data;

/** What becomes of a place in the data that must not go on as it is. */
public enum Redaction {
    /** The member or element goes, with exactly one comma where there was one. */
    DROP,
    /** The value becomes the string {@code "***"}, whatever it was. */
    MASK,
    /** The value becomes its keyed hash, so that equal values can still be joined: see {@link Hmac}. */
    HASH
}
