package dev.sluice.config;

/**
 * The proof {@code signature}: a signature over the body.
 *
 * @param scheme how it is made
 * @param secrets the secrets of the one caller, who is named like the sender; of Ed25519 the public keys
 */
public record SignedRequest(SignatureScheme scheme, CallerSecrets secrets) {}
