package dev.sluice.core.value;

/** In which language a schema is written; the names are those of the registries' REST API. */
public enum SchemaType {
    /** Avro 1.12, in JSON. */
    AVRO,
    /** Protocol Buffers, a {@code .proto} file of syntax 2 or 3. */
    PROTOBUF,
    /** JSON Schema. */
    JSON
}
