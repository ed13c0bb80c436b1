package dev.sluice.egress.settings;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.security.JaasUtils;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Checks that the Kafka client of this executable can do what a channel's settings ask for. Legal settings could still
 * fail with the first record or connection, because a codec or login is missing or a key or trust store cannot be read.
 * Stateless.
 */
final class ClientCapabilities {

    private ClientCapabilities() {}

    /**
     * Adds a line for everything that would fail.
     *
     * @param completed the settings of the channel's producer, which are legal
     * @param refusals gets a line for each key
     */
    static void check(String channel, Map<String, Object> completed, Config all, Refusals refusals) {
        String codec = completed
                .getOrDefault(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none")
                .toString();
        refuse(ProducerConfig.COMPRESSION_TYPE_CONFIG, codec, CompressionCodecs.failure(codec), refusals);
        String mechanism = SaslMechanisms.used(completed);
        if (mechanism != null) {
            refuse(SaslConfigs.SASL_MECHANISM, mechanism, SaslMechanisms.failure(mechanism), refusals);
            if (!hasLogin(completed)) {
                refusals.add(
                        SaslConfigs.SASL_JAAS_CONFIG,
                        "kafka.sasl.jaas.config",
                        " is missing: set it, or KAFKA_SASL_JAAS_CONFIG, to the login of " + mechanism);
            } else {
                refuseWhereNoTokenCanBeAskedFor(completed, refusals);
            }
        }
        String tls = Tls.isMadeByQuarkus(channel, all) ? null : Tls.failure(completed);
        if (tls != null) {
            String key = CommonClientConfigs.SECURITY_PROTOCOL_CONFIG;
            String why = "TLS cannot be set up (" + SettingLines.shown(tls, completed) + "); check the files in ssl.*";
            refusals.refuse(key, String.valueOf(completed.get(key)), why);
        }
    }

    private static void refuseWhereNoTokenCanBeAskedFor(Map<String, Object> completed, Refusals refusals) {
        if (OAuthBearer.hasNoToken(completed)) {
            refusals.add(
                    SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL,
                    "kafka.sasl.oauthbearer.token.endpoint.url",
                    " is missing: set it, or"
                            + " KAFKA_SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, to the URL that gives tokens");
            return;
        }
        OAuthBearer.allow(completed);
        String failure = OAuthBearer.failure(completed);
        if (failure != null) {
            String key = completed.containsKey(SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL)
                    ? SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL
                    : SaslConfigs.SASL_MECHANISM;
            String why = "it gives no token (" + SettingLines.shown(failure, completed) + "); check sasl.oauthbearer.*";
            refusals.refuse(key, String.valueOf(completed.get(key)), why);
        }
    }

    private static boolean hasLogin(Map<String, Object> completed) {
        return completed.containsKey(SaslConfigs.SASL_JAAS_CONFIG)
                || System.getProperty(JaasUtils.JAVA_LOGIN_CONFIG_PARAM) != null;
    }

    private static void refuse(String key, String value, @Nullable String failure, Refusals refusals) {
        if (failure != null) {
            String why = "it does not work here (" + failure + "); write one that --self-test reports as working";
            refusals.refuse(key, value, why);
        }
    }
}
