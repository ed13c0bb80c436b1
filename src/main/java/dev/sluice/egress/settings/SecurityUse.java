package dev.sluice.egress.settings;

import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

/**
 * Refuses settings for SASL and TLS that {@code security.protocol} does not use: by default it is {@code PLAINTEXT}, so
 * that no password would be sent and no certificate looked at. Stateless.
 */
final class SecurityUse {

    private SecurityUse() {}

    /**
     * Adds one line for SASL and one for TLS, each under one of the keys.
     *
     * @param protocolKey how {@code security.protocol} is written, or would be
     * @param written the settings that an operator wrote for the channel
     * @param madeByQuarkus whether the channel names a TLS configuration of Quarkus
     */
    static void check(String protocolKey, Map<String, Object> written, boolean madeByQuarkus, Refusals refusals) {
        SecurityProtocol protocol = SecurityProtocol.in(written);
        if (!protocol.isKnown()) {
            return;
        }
        String sasl = protocol.usesSasl() ? null : first("sasl.", SaslConfigs.SASL_JAAS_CONFIG, written);
        String tls = protocol.usesTls() ? null : first("ssl.", SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, written);
        if (tls == null && madeByQuarkus && !protocol.usesTls()) {
            tls = Tls.OF_QUARKUS;
        }
        String because = " has no effect: " + protocolKey + " is " + protocol.name() + "; ";
        if (sasl != null) {
            boolean mayBePlain = tls == null && !protocol.usesTls();
            String remedy = mayBePlain ? "write SASL_SSL, or SASL_PLAINTEXT for brokers without TLS" : "write SASL_SSL";
            refusals.refuse(sasl, because + remedy);
        }
        if (tls != null) {
            String remedy = sasl != null || protocol.usesSasl() ? "write SASL_SSL" : "write SSL";
            refusals.refuse(tls, because + remedy);
        }
    }

    /** The one that tells most, or else the first by its name. */
    private static @Nullable String first(String prefix, String telling, Map<String, Object> written) {
        if (written.containsKey(telling)) {
            return telling;
        }
        return new TreeSet<>(written.keySet())
                .stream().filter(key -> key.startsWith(prefix)).findFirst().orElse(null);
    }
}
