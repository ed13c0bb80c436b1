package dev.sluice.config;

import java.util.List;

/**
 * The proof {@code bearer}: a secret as bearer token (RFC 6750).
 *
 * @param callers the secrets by caller, at least one caller
 */
public record BearerToken(List<CallerSecrets> callers) {}
