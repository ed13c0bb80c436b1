package dev.sluice.config;

import dev.sluice.core.mapping.DataCheck;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.SchemaSource;
import dev.sluice.core.value.SchemaUse;
import dev.sluice.core.value.Serializer;
import dev.sluice.core.value.SerializerOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the routes of one mapping make of schemas, each once, however many routes use it. What takes a location throws
 * an IllegalArgumentException whose message is the rest of a sentence that starts with the location.
 *
 * <p>Used by the thread of the startup.
 */
final class LoadedSchemas {

    private final Schemas schemas;
    private final Map<String, DataCheck> checks = new HashMap<>();
    private final Map<File, Serializer> serializers = new HashMap<>();
    private final Map<File, Serializer.Compiler> ofFiles = new HashMap<>();
    private final Map<SerializerOptions, Serializer.Compiler> compilers = new HashMap<>();

    private record File(String location, SerializerOptions options) {}

    LoadedSchemas(Schemas schemas) {
        this.schemas = schemas;
    }

    /** The check by the JSON Schema at {@code location}. */
    DataCheck check(String location) {
        return checks.computeIfAbsent(location, schemas.checks());
    }

    /** The schema at {@code location}, which is not compiled. */
    Schema schema(String location, SerializerOptions options) {
        return new Schema(options.type(), schemas.texts().apply(location), List.of());
    }

    /** The serializer by the schema at {@code location}. */
    Serializer serializer(String location, SerializerOptions options) {
        return serializers.computeIfAbsent(
                new File(location, options), file -> compiler(options).compile(schema(location, options)));
    }

    /** What makes that one, whatever schema it is given: the same object whenever it is asked for. */
    Serializer.Compiler compiler(String location, SerializerOptions options) {
        return ofFiles.computeIfAbsent(new File(location, options), file -> {
            Serializer serializer = serializer(location, options);
            return schema -> serializer;
        });
    }

    /** What makes serializers with {@code options}: the same object whenever it is asked for. */
    Serializer.Compiler compiler(SerializerOptions options) {
        return compilers.computeIfAbsent(options, schemas.compilers());
    }

    /** The schemas of the registry; null if the configuration has none. */
    @Nullable
    Function<SchemaUse, SchemaSource> registry() {
        return schemas.registry();
    }
}
