package dev.sluice.core.event;

/**
 * An extension attribute: its name, its value in canonical string form, and the type it was sent with.
 *
 * @param name lower-case letters and digits
 * @param value the canonical string form, as in a header (CloudEvents 1.0.2, "Type System")
 * @param type the type that a format with types, such as JSON, gave it; always a string if it came in a header
 */
public record Extension(String name, String value, Type type) {

    /** The types that JSON distinguishes. URIs, timestamps and binary values are strings there. */
    public enum Type {
        STRING,
        INTEGER,
        BOOLEAN
    }
}
