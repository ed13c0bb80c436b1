package dev.sluice.core.value;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route wants of a schema registry.
 *
 * @param compiler makes the serializer of a schema that the registry has; refuses one of another type. The same object
 *     for all routes with the same options. If {@code given} is set, it returns the serializer of that one
 * @param framing what the writers put before the data
 * @param given the schema of a file, of which only the id is wanted; null for that which the registry has
 * @param registers whether {@code given} is registered if the registry does not have it
 * @param version the version of a subject, counted from 1; null for the latest. Always null if {@code given} is set
 * @param subjects those that are known before any event, to be looked up at startup. If {@code given} is set, an event
 *     cannot have another one
 */
public record SchemaUse(
        Serializer.Compiler compiler,
        Framing framing,
        @Nullable Schema given,
        boolean registers,
        @Nullable Integer version,
        Set<String> subjects) {}
