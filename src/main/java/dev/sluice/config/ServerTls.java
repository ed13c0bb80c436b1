package dev.sluice.config;

import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * What Quarkus' keys say of the TLS listener: {@code quarkus.http.ssl.*}, or {@code quarkus.tls.*}, of which
 * {@code quarkus.http.tls-configuration-name} chooses one. Stateless.
 */
final class ServerTls {

    private static final String REGISTRY = "quarkus.tls.";

    private ServerTls() {}

    /**
     * Whether there is a certificate of the listener, and certificates of authorities to verify those of clients by.
     * Without these the platform's own would do, and whoever gets a certificate of any public authority could connect.
     */
    static boolean verifiesClients(Config all) {
        String registered = REGISTRY
                + text(all, "quarkus.http.tls-configuration-name")
                        .map(name -> name + ".")
                        .orElse("");
        return anyBelow(all, "quarkus.http.ssl.certificate.trust-store-file")
                        && (anyBelow(all, "quarkus.http.ssl.certificate.key-store-file")
                                || anyBelow(all, "quarkus.http.ssl.certificate.files"))
                || anyBelow(all, registered + "trust-store.") && anyBelow(all, registered + "key-store.");
    }

    private static Optional<String> text(Config all, String key) {
        return all.getOptionalValue(key, String.class);
    }

    private static boolean anyBelow(Config all, String start) {
        for (String name : all.getPropertyNames()) {
            if (name.replace("\"", "").startsWith(start) && text(all, name).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
