package dev.sluice.config;

import java.util.List;

/**
 * The proof {@code basic}: a name and a password (RFC 7617).
 *
 * @param users the passwords by the user's name, at least one user; a name has no colon and no control character
 */
public record BasicLogin(List<CallerSecrets> users) {}
