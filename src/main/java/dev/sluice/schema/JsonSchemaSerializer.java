package dev.sluice.schema;

import dev.sluice.core.event.Bytes;
import dev.sluice.core.value.Schema;
import dev.sluice.core.value.Serializer;

/**
 * Values for consumers who read JSON by its JSON Schema: the data as it is, once it has passed the check. Costs what
 * {@link DataSchema#check} does, and a copy. Thread-safe.
 */
public final class JsonSchemaSerializer implements Serializer {

    private final DataSchema schema;

    private JsonSchemaSerializer(DataSchema schema) {
        this.schema = schema;
    }

    /**
     * The serializer of {@code schema}.
     *
     * @throws IllegalArgumentException as {@link DataSchema#of}
     */
    public static Serializer compile(Schema schema) {
        return new JsonSchemaSerializer(DataSchema.of(schema));
    }

    @Override
    public byte[] serialize(Bytes json, byte[] prefix) {
        schema.check(json);
        byte[] value = new byte[prefix.length + json.length()];
        System.arraycopy(prefix, 0, value, 0, prefix.length);
        System.arraycopy(json.array(), json.offset(), value, prefix.length, json.length());
        return value;
    }
}
