package dev.sluice.core.value;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route wants of a schema registry.
 *
 * @param type the language that its schemas must have
 * @param compiler makes the serializer of a schema. The same object for all routes with the same options, except if
 *     {@code given} is set: then it returns the serializer of that one
 * @param framing what the writers put before the data
 * @param given the schema of a file, of which only the id is wanted; null for that which the registry has
 * @param registers whether {@code given} is registered if the registry does not have it
 * @param version the version of a subject, counted from 1, or {@link #LATEST}, which it is if {@code given} is set
 * @param subjects those that are known before any event, to be looked up at startup. If {@code given} is set, an event
 *     cannot have another one
 */
public record SchemaUse(
        SchemaType type,
        Serializer.Compiler compiler,
        Framing framing,
        @Nullable Schema given,
        boolean registers,
        int version,
        Set<String> subjects) {

    /** The version that stands for the latest one. */
    public static final int LATEST = -1;
}
