package dev.sluice.config;

import java.util.List;

/**
 * Which tokens prove who a caller is.
 *
 * @param issuers who may have issued it; at least one
 * @param audiences of which it must have one; at least one
 * @param claims what it must say besides
 * @param callerClaims the claims of which the first that is there names the caller; at least one
 * @param isForAnybody whether nothing of this tells callers apart, although the issuer gives a token with this audience
 *     to anybody: then {@code allow} has to
 */
public record OidcTokens(
        List<OidcIssuer> issuers,
        List<String> audiences,
        List<RequiredClaim> claims,
        List<String> callerClaims,
        boolean isForAnybody) {}
