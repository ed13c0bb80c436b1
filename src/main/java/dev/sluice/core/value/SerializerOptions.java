package dev.sluice.core.value;

import org.jspecify.annotations.Nullable;

/**
 * What an operator says of how JSON is written by a schema.
 *
 * @param type the language of the schema, and with it the format
 * @param message the full name of the Protobuf message; null for the first of the file, and in other formats
 * @param wrapsUnions whether the JSON has Avro's own encoding, in which the value of a union is an object that names
 *     the branch
 * @param ignoresUnknown whether a member that the schema does not have is left out of the value; otherwise the data is
 *     refused
 */
public record SerializerOptions(
        SchemaType type, @Nullable String message, boolean wrapsUnions, boolean ignoresUnknown) {}
