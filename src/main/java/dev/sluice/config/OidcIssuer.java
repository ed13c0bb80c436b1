package dev.sluice.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect issuer.
 *
 * @param names the values of the claim {@code iss} that are taken, compared exactly; empty if the discovery document
 *     says it
 * @param discovery the address of its discovery document, which names the address of its keys; null if {@code keys} is
 *     set
 * @param keys the address of its keys; null if the discovery document says it
 * @param caFile certificates in PEM of the authorities that its TLS may have; null for the platform's
 * @param tokenFile a bearer token for asking it; null for none
 */
public record OidcIssuer(
        List<String> names,
        @Nullable URI discovery,
        @Nullable URI keys,
        @Nullable Path caFile,
        @Nullable Path tokenFile) {}
