package dev.sluice.core.data;

/** How a place in the data is redacted. */
public enum Redaction {
    /** The member or element is removed, with exactly one comma if there is one. */
    DROP,
    /** The value is replaced by the string {@code "***"}. */
    MASK,
    /** The value is replaced by its keyed hash, so that equal values can still be joined: see {@link Hmac}. */
    HASH
}
