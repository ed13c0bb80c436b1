package dev.sluice;

import dev.sluice.core.value.Serializer;
import dev.sluice.core.value.SerializerOptions;
import dev.sluice.schema.JsonSchemaSerializer;

/** What writes values by schemas, of each type. Stateless. */
public final class ValueSerializers {

    private ValueSerializers() {}

    /** What makes serializers with {@code options}. */
    public static Serializer.Compiler compiler(SerializerOptions options) {
        return switch (options.type()) {
            case JSON -> JsonSchemaSerializer::compile;
            case AVRO, PROTOBUF ->
                schema -> {
                    throw new IllegalArgumentException(
                            "is " + schema.type() + ", which this version does not write yet");
                };
        };
    }
}
