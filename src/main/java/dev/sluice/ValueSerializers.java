package dev.sluice;

import dev.sluice.core.value.Serializer;
import dev.sluice.core.value.SerializerOptions;
import dev.sluice.format.avro.AvroOptions;
import dev.sluice.format.avro.AvroSerializer;
import dev.sluice.format.protobuf.ProtobufSerializer;
import dev.sluice.schema.JsonSchemaSerializer;

/** What writes values by schemas, of each type; a library is loaded when a configuration needs it. Stateless. */
public final class ValueSerializers {

    private ValueSerializers() {}

    /** What makes serializers with {@code options}. */
    public static Serializer.Compiler compiler(SerializerOptions options) {
        return switch (options.type()) {
            case JSON -> JsonSchemaSerializer::compile;
            case AVRO ->
                AvroSerializer.compiler(new AvroOptions(
                        options.wrapsUnions() ? AvroOptions.Json.AVRO : AvroOptions.Json.PLAIN,
                        options.ignoresUnknown() ? AvroOptions.Unknown.IGNORE : AvroOptions.Unknown.REFUSE));
            case PROTOBUF ->
                ProtobufSerializer.compiler(
                        new ProtobufSerializer.Options(options.message(), options.ignoresUnknown()));
        };
    }
}
