package dev.sluice.core.value;

/** Where the schema of a value comes from: a file, or a registry. Thread-safe, never blocks. */
@FunctionalInterface
public interface SchemaSource {

    /**
     * The writer for the schema of {@code subject}; that of a file is the same for all subjects if the framing has no
     * id.
     *
     * @throws SchemaAwaited if the schema, or its id, is not known yet
     * @throws dev.sluice.core.event.Refusal {@code INVALID_DATA} if the subject's schema is none that the route can
     *     write
     */
    Writer writer(String subject);
}
