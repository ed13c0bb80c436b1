package dev.sluice.config;

import org.jspecify.annotations.Nullable;

/**
 * The proofs that a sender's requests may bring: any that fits. Null stands for one that is not taken.
 *
 * @param oidc a token of an OpenID Connect issuer
 * @param basic a name and a password
 * @param apiKey a secret in a header, or in the query
 * @param bearer a secret as bearer token
 * @param mtls a client certificate
 * @param signature a signature over the body
 */
public record Authentication(
        @Nullable OidcTokens oidc,
        @Nullable BasicLogin basic,
        @Nullable ApiKey apiKey,
        @Nullable BearerToken bearer,
        @Nullable ClientCertificate mtls,
        @Nullable SignedRequest signature) {

    /** No proof. */
    static final Authentication OFF = new Authentication(null, null, null, null, null, null);

    /** Whether no proof is asked for. */
    public boolean isOff() {
        return equals(OFF);
    }
}
