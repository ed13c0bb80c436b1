package dev.sluice.egress.settings;

import dev.sluice.config.Check;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.network.ConnectionMode;
import org.apache.kafka.common.security.ssl.SslFactory;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Checks the TLS of a channel's producer, which reads its key and trust stores only with its first connection.
 * Stateless.
 */
final class Tls {

    /** The attribute that names a configuration of Quarkus' TLS registry, which checks it. */
    static final String OF_QUARKUS = "tls-configuration-name";

    private static final String IDENTIFICATION = SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG;

    /** How Java verifies host names (Java Security Standard Algorithm Names, "Endpoint Identification Algorithms"). */
    private static final Set<String> IDENTIFICATIONS = Set.of("HTTPS", "LDAPS");

    private Tls() {}

    /** Whether a client with these settings has its own key or trust stores. */
    static boolean isConfigured(Map<String, Object> settings) {
        return settings.keySet().stream()
                .anyMatch(key -> key.startsWith("ssl.") && !key.equals(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG));
    }

    /** Whether a channel leaves its TLS to Quarkus. */
    static boolean isMadeByQuarkus(String channel, Config all) {
        return WrittenSettings.find(channel, OF_QUARKUS, all) != null;
    }

    /**
     * Lets the client take up renewed stores, unless an engine factory is named already; changes the settings in place.
     */
    static void complete(Map<String, Object> settings) {
        if (isUsed(settings)) {
            settings.putIfAbsent(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, RenewedTls.class.getName());
        }
    }

    private static boolean isUsed(Map<String, Object> settings) {
        return SecurityProtocol.in(settings).usesTls();
    }

    /** Refuses a way to verify host names that Java does not know: it would fail with the first connection. */
    static void check(Map<String, Object> completed, Refusals refusals) {
        String way = completed.getOrDefault(IDENTIFICATION, "").toString().trim();
        if (isOurs(completed) && !way.isEmpty() && !IDENTIFICATIONS.contains(way.toUpperCase(Locale.ROOT))) {
            String why =
                    "no broker's certificate would be accepted, because Java verifies names by https or ldaps; write"
                            + " https, or leave it out";
            refusals.refuse(IDENTIFICATION, way, why);
        }
    }

    /** A line if the client does not verify the host names of brokers; none if it does, or uses no TLS. */
    static List<String> advice(String channel, Map<String, Object> completed, Config all) {
        if (!isOurs(completed) || isMadeByQuarkus(channel, all)) {
            return List.of();
        }
        String everywhere = WrittenSettings.CLIENTS + IDENTIFICATION;
        Object way = completed.get(IDENTIFICATION);
        boolean isOff = way == null
                ? "".equals(all.getConfigValue(everywhere).getRawValue())
                : way.toString().isBlank();
        return isOff
                ? List.of(everywhere + " is empty, so the client does not compare the name in a broker's certificate"
                        + " with its address, and whoever has any certificate of a trusted authority may pose as a"
                        + " broker: leave the key out, or give the brokers certificates with their names")
                : List.of();
    }

    /** Whether there is TLS that no plug-in makes. */
    private static boolean isOurs(Map<String, Object> completed) {
        return isUsed(completed)
                && RenewedTls.class.getName().equals(completed.get(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG));
    }

    /**
     * Sets up TLS as the Kafka client does with its first connection.
     *
     * @throws KeyStoreException also if the client has a key store without a private key, with which it would connect
     *     as if it had none
     */
    static void make(Map<String, Object> settings) throws KeyStoreException {
        try (SslFactory tls = new SslFactory(ConnectionMode.CLIENT)) {
            tls.configure(new HashMap<>(new ProducerConfig(OfflineSettings.of(settings)).values()));
            tls.createSslEngine("localhost", 1);
            KeyStore keys = tls.sslEngineFactory().keystore();
            if (keys != null && !hasPrivateKey(keys)) {
                throw new KeyStoreException("ssl.keystore.location holds no private key, so the client could not prove"
                        + " who it is: certificates to trust belong in ssl.truststore.location");
            }
        }
    }

    private static boolean hasPrivateKey(KeyStore keys) throws KeyStoreException {
        for (String alias : Collections.list(keys.aliases())) {
            if (keys.isKeyEntry(alias)) {
                return true;
            }
        }
        return false;
    }

    /** Why TLS cannot be set up with these settings; null if it can, or if they do not ask for it. */
    static @Nullable String failure(Map<String, Object> settings) {
        return isUsed(settings) && isConfigured(settings) ? Check.failure(() -> make(settings)) : null;
    }
}
