package dev.sluice.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the secrets of callers from the texts of keys and from files, and reports those that cannot be used.
 *
 * <p>No report shows a secret. Used by the thread of the startup.
 */
final class SecretReader {

    private final ConfigErrors errors;

    SecretReader(ConfigErrors errors) {
        this.errors = errors;
    }

    /** The secrets of one caller, which are those of {@code key}. */
    CallerSecrets of(String caller, String key, List<String> written) {
        List<SecretSource> secrets = new ArrayList<>();
        for (String secret : written) {
            try {
                secrets.add(SecretSource.of(secret));
            } catch (IOException e) {
                errors.add(key + " " + e.getMessage());
            }
        }
        return new CallerSecrets(caller, secrets);
    }

    /**
     * The secrets of callers in two notations, at least one of which is there, in the order of the callers' names.
     *
     * @param section the keys' section, with a dot at its end
     * @param sender the name of the caller that {@code secrets} belong to
     */
    List<CallerSecrets> of(
            String section, String sender, Optional<List<String>> secrets, Map<String, List<String>> callers) {
        List<CallerSecrets> all = new ArrayList<>();
        secrets.ifPresent(written -> all.add(of(sender, section + "secrets", written)));
        new TreeMap<>(callers).forEach((name, written) -> {
            String key = section + "callers." + name;
            if (secrets.isPresent() && name.equals(sender)) {
                errors.add(key + " is there twice, because " + section
                        + "secrets are those of the caller with the sender's name: leave one of the two out");
            }
            all.add(of(name, key, written));
        });
        refuseSharedOnes(section, all);
        return all;
    }

    /** Which caller a request is from could not be told. */
    private void refuseSharedOnes(String section, List<CallerSecrets> all) {
        Map<String, String> owners = new HashMap<>();
        for (CallerSecrets caller : all) {
            for (SecretSource source : caller.secrets()) {
                for (String secret : source.atStartup()) {
                    String owner = owners.putIfAbsent(secret, caller.caller());
                    if (owner != null && !owner.equals(caller.caller())) {
                        errors.add(section + "callers has one secret for both " + owner + " and " + caller.caller()
                                + ": give each caller its own");
                    }
                }
            }
        }
    }
}
