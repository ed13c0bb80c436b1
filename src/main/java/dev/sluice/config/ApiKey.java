package dev.sluice.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proof {@code api-key}: a secret in a header, or in the query.
 *
 * @param header the header that holds it; null if it is in the query
 * @param query the query parameter that holds it; null if it is in a header
 * @param callers the secrets by caller, at least one caller
 */
public record ApiKey(@Nullable String header, @Nullable String query, List<CallerSecrets> callers) {}
