/** The packaged function with the tokens of a real OpenID Connect provider, Keycloak. */
package dev.sluice.issuer;
