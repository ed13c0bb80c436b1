package dev.sluice.core.value;

import java.util.List;

/**
 * A schema as its registry, or its file, has it.
 *
 * @param text the schema in the language of {@code type}
 * @param references the schemas that {@code text} refers to, in the registry's order
 */
public record Schema(SchemaType type, String text, List<Reference> references) {

    /**
     * Another schema, and the name by which a text refers to it: a full name in Avro, an import's path in Protobuf, a
     * URI in JSON Schema.
     */
    public record Reference(String name, Schema schema) {}
}
