package dev.sluice.config;

import dev.sluice.core.mapping.DataCheck;
import dev.sluice.core.value.SchemaSource;
import dev.sluice.core.value.SchemaUse;
import dev.sluice.core.value.Serializer;
import dev.sluice.core.value.SerializerOptions;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What schemas are made to, in rooms that the configuration does not know. A function that is given a location throws
 * an IllegalArgumentException whose message is the rest of a sentence that starts with the location.
 *
 * @param checks the check of data by the JSON Schema at a location
 * @param texts the text of the schema at a location
 * @param compilers what makes serializers
 * @param registry the schemas of the registry; null if the configuration has none
 */
public record Schemas(
        Function<String, DataCheck> checks,
        Function<String, String> texts,
        Function<SerializerOptions, Serializer.Compiler> compilers,
        @Nullable Function<SchemaUse, SchemaSource> registry) {}
