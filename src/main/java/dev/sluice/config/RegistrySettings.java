package dev.sluice.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the schema registry is, and how it is asked; checked. {@link RegistryKeys} explains each key. Immutable.
 *
 * @param urls at least one: http or https, a host, perhaps a path without a slash at its end; no user, query, fragment
 * @param login null for none
 * @param authorities certificates in PEM of the authorities of the registry's TLS; null for the platform's
 * @param identity what Sluice proves in TLS who it is by; null for nothing
 * @param timeout how long an event waits at most, and a question; less than the deadline of any sender
 * @param refresh how old the latest version of a subject is when it is looked up again
 * @param readyNeedsSchemas whether the first readiness waits for the schemas that the configuration names
 */
public record RegistrySettings(
        List<URI> urls,
        @Nullable Login login,
        @Nullable Path authorities,
        @Nullable Identity identity,
        Duration timeout,
        Duration refresh,
        boolean readyNeedsSchemas) {

    /**
     * A login.
     *
     * @param username null if {@code secret} is a bearer token
     */
    public record Login(@Nullable String username, Credential secret) {}

    /** Files with a client certificate and its key, both in PEM. */
    public record Identity(Path certificate, Path key) {}
}
