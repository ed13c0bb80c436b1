package dev.sluice.config;

import java.util.List;

/**
 * The secrets by which a caller proves to be who it is; any of them will do.
 *
 * @param caller the name of the caller; of a login, the name of the user
 * @param secrets at least one
 */
public record CallerSecrets(String caller, List<SecretSource> secrets) {}
