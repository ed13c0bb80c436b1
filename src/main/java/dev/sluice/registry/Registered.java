package dev.sluice.registry;

import dev.sluice.core.value.SchemaType;
import java.util.List;

/**
 * A version of a subject as the registry tells it.
 *
 * @param id the id of its schema, which the prefix of a record's value has
 * @param version its number, from 1
 * @param type the language of {@code text}
 * @param text the schema
 * @param references where the schemas are that it refers to
 */
record Registered(int id, int version, SchemaType type, String text, List<Link> references) {

    /**
     * Where a schema is that another one refers to by {@code name}.
     *
     * @param version its number, or {@link Registry#LATEST}
     */
    record Link(String name, String subject, int version) {}
}
