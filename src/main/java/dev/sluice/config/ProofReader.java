package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Reads the proofs of one sender that are secrets or certificates, and reports what is wrong. A proof of which no key
 * is written is null.
 *
 * <p>Used by the thread of the startup.
 */
final class ProofReader {

    private static final String DEFAULT_HEADER = "X-Api-Key";
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private final String sender;
    private final String prefix;
    private final ConfigErrors errors;
    private final SecretReader secrets;

    /**
     * A reader of the proofs of {@code sender}.
     *
     * @param prefix what stands before the keys of the proofs: {@code sluice.senders.<name>.authenticate.}
     */
    ProofReader(String sender, String prefix, ConfigErrors errors) {
        this.sender = sender;
        this.prefix = prefix;
        this.errors = errors;
        this.secrets = new SecretReader(errors);
    }

    /** The users of basic authentication. */
    @Nullable
    BasicLogin basic(SenderKeys.Basic keys) {
        if (keys.users().isEmpty()) {
            return null;
        }
        List<CallerSecrets> users = new ArrayList<>();
        new TreeMap<>(keys.users()).forEach((name, passwords) -> {
            String key = prefix + "basic.users." + name;
            if (name.indexOf(':') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
                errors.add(key + " is no name of a user: RFC 7617 allows no colon and no control character in it");
            }
            users.add(secrets.of(name, key, passwords));
        });
        return new BasicLogin(users);
    }

    /** The API keys, and where they are. */
    @Nullable
    ApiKey apiKey(SenderKeys.ApiKey keys) {
        String section = prefix + "api-key.";
        if (!anyOf(keys.header(), keys.query(), keys.secrets())
                && keys.callers().isEmpty()) {
            return null;
        }
        if (keys.header().isPresent() && keys.query().isPresent()) {
            errors.add(section + "header and " + section + "query are both set: leave one of the two out");
        }
        keys.header().ifPresent(name -> checkHeader(section + "header", name));
        String header = keys.query().isPresent() ? null : keys.header().orElse(DEFAULT_HEADER);
        return new ApiKey(header, keys.query().orElse(null), callers(section, keys.secrets(), keys.callers()));
    }

    /** The bearer tokens. */
    @Nullable
    BearerToken bearer(SenderKeys.Bearer keys) {
        if (keys.secrets().isEmpty() && keys.callers().isEmpty()) {
            return null;
        }
        return new BearerToken(callers(prefix + "bearer.", keys.secrets(), keys.callers()));
    }

    private List<CallerSecrets> callers(String section, Optional<List<String>> own, Map<String, List<String>> callers) {
        if (own.isEmpty() && callers.isEmpty()) {
            errors.add(section + "secrets is missing: set it, or " + section + "callers");
        }
        return secrets.of(section, sender, own, callers);
    }

    /**
     * The client certificates.
     *
     * @param all tells whether there is a TLS listener that can verify them
     */
    @Nullable
    ClientCertificate mtls(SenderKeys.Mtls keys, Config all) {
        if (!anyOf(keys.subjects(), keys.names())) {
            return null;
        }
        List<String> subjects = keys.subjects().orElse(List.of());
        List<String> names = keys.names().orElse(List.of());
        subjects.forEach(pattern -> checkPattern(prefix + "mtls.subjects", pattern));
        names.forEach(pattern -> checkPattern(prefix + "mtls.names", pattern));
        if (!ServerTls.verifiesClients(all)) {
            errors.add(prefix + "mtls needs a TLS listener that verifies client certificates: set"
                    + " quarkus.http.ssl.certificate.trust-store-file to those of their authorities, or a trust store in"
                    + " quarkus.tls");
        }
        return new ClientCertificate(subjects, names);
    }

    private void checkPattern(String key, String pattern) {
        int star = pattern.indexOf('*');
        if (star >= 0 && star < pattern.length() - 1) {
            errors.refuse(key, pattern, "has a * that is not at its end: write a whole name, or a prefix and *");
        }
    }

    /** Reports a text that is no name of a header. */
    private void checkHeader(String key, String name) {
        if (!isHeader(name)) {
            errors.refuse(key, name, "is no name of a header: write, for example, X-Api-Key");
        }
    }

    /** Whether it can be the name of a header (RFC 9110, 5.1). */
    static boolean isHeader(String name) {
        return TOKEN.matcher(name).matches();
    }

    private static boolean anyOf(Optional<?>... values) {
        for (Optional<?> value : values) {
            if (value.isPresent()) {
                return true;
            }
        }
        return false;
    }
}
