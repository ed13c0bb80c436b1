package dev.sluice.config;

import java.util.List;
import java.util.Optional;

/** The keys below {@code sluice.registry}: where the schema registry is, and how it is asked. */
public interface RegistryKeys {

    /** The registry's addresses, of which the next is asked if one does not answer; a path is allowed. */
    Optional<List<String>> url();

    /** The name of a login by name and password (RFC 7617). */
    Optional<String> username();

    /** The password: a text or {@code file:PATH}. */
    Optional<String> password();

    /** A bearer token (RFC 6750) instead: a text or {@code file:PATH}. */
    Optional<String> token();

    /** A file with the certificates, in PEM, of the authorities of the registry's TLS; by default the platform's. */
    Optional<String> ca();

    /** A file with the client certificate, in PEM, and those between it and its authority. */
    Optional<String> certificate();

    /** A file with the key of the client certificate, in PEM, not encrypted. */
    Optional<String> key();

    /** How long an event waits for a schema, and Sluice for an answer; {@code 2s} by default. */
    Optional<String> timeout();

    /** How old the latest version of a subject is when it is looked up again; {@code 5m} by default. */
    Optional<String> refresh();

    /**
     * Whether the first readiness waits until all schemas are known that the configuration names. It then stays ready.
     */
    Optional<String> readyNeedsSchemas();
}
