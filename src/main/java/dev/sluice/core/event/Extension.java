package dev.sluice.core.event;

/**
 * An extension attribute: its name, its value in the canonical string form, and the type it was sent with.
 *
 * @param name lower-case letters and digits
 * @param value the canonical string form, which is what a header carries (CloudEvents 1.0.2, "Type System")
 * @param type what a format with types of its own (JSON) said; headers only know strings
 */
public record Extension(String name, String value, Type type) {

    /** The types that JSON tells apart; URI, timestamp and binary are strings there. */
    public enum Type {
        STRING,
        INTEGER,
        BOOLEAN
    }
}
