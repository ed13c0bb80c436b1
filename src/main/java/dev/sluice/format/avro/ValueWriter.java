package dev.sluice.format.avro;

import dev.sluice.core.json.JsonScanner.Kind;
import java.util.Set;

/** Writes JSON values by one node of a schema. Immutable once compiled, thread-safe. */
interface ValueWriter {

    /**
     * Reads the value at the scanner's position, moves past it, and writes it.
     *
     * @throws Misfit if it does not fit; the scanner and the buffer are then somewhere in between
     */
    void write(Encoding encoding);

    /** The kinds of JSON value that may fit. */
    Set<Kind> kinds();

    /**
     * Whether the value at the scanner's position fits, as far as one look tells: scalars are read, objects are read
     * without the objects and arrays in them. The scanner is somewhere in between afterwards.
     */
    default boolean fits(Encoding encoding) {
        return encoding.takes(this);
    }
}
