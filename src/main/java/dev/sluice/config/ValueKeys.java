package dev.sluice.config;

import java.util.List;
import java.util.Optional;

/** The keys that say what the value of a record is, as the operator wrote them. */
public interface ValueKeys {

    /**
     * {@code sent}: the data as it was sent. {@code avro}, {@code protobuf}, {@code json-schema}: the data by a schema.
     */
    Optional<String> format();

    /** The file of the schema, or {@code classpath:} and a resource. Without it, the registry has the schema. */
    Optional<String> schema();

    /** {@code true}: the schema of the file is registered at startup. */
    Optional<String> register();

    /** The subject of the schema in the registry, or a template for it; by default the topic and {@code -value}. */
    Optional<String> subject();

    /** The subjects that a template in {@code subject} may yield. */
    Optional<List<String>> subjectsAllowed();

    /** {@code latest}, or the number of a version of the subject. */
    Optional<String> version();

    /** {@code confluent}: the schema's id is in front of the data. {@code none}: the data alone. */
    Optional<String> framing();

    /** The message of a Protobuf schema that has several. */
    Optional<String> message();

    /** {@code plain}, or {@code avro} for JSON in Avro's own encoding, which names the branch of each union. */
    Optional<String> json();

    /** {@code refuse} or {@code ignore}: what becomes of a member of the data that the schema does not have. */
    Optional<String> unknownMembers();
}
