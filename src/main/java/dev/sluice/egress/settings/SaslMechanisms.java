package dev.sluice.egress.settings;

import dev.sluice.config.Check;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * The SASL mechanisms that Sluice supports. The client finds login modules, their handlers and security providers by
 * name, so one that is missing in the executable would fail with the first connection. Stateless.
 */
final class SaslMechanisms {

    private static final String SCRAM =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"u\" password=\"p\";";

    /** A login for each, which contacts nobody. */
    private static final Map<String, String> LOGINS = logins();

    private SaslMechanisms() {}

    private static Map<String, String> logins() {
        Map<String, String> logins = new LinkedHashMap<>();
        logins.put(
                "PLAIN",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"p\";");
        logins.put("SCRAM-SHA-256", SCRAM);
        logins.put("SCRAM-SHA-512", SCRAM);
        logins.put(
                OAuthBearer.MECHANISM,
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required"
                        + " unsecuredLoginStringClaim_sub=\"u\";");
        return logins;
    }

    /** Their names, as in {@code sasl.mechanism}. */
    static Set<String> names() {
        return LOGINS.keySet();
    }

    /** The mechanism that a client with these settings authenticates with; null if it does not authenticate. */
    static @Nullable String used(Map<String, Object> settings) {
        Object protocol = settings.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        if (protocol == null || !protocol.toString().toUpperCase(Locale.ROOT).startsWith("SASL_")) {
            return null;
        }
        return settings.getOrDefault(SaslConfigs.SASL_MECHANISM, SaslConfigs.DEFAULT_SASL_MECHANISM)
                .toString();
    }

    /** Whether the login of a mechanism asks no server. */
    static boolean logsInLocally(String mechanism) {
        return LOGINS.containsKey(mechanism) && !mechanism.equals(OAuthBearer.MECHANISM);
    }

    /**
     * Logs in and begins to authenticate as the Kafka client does, up to the first message to the broker. Contacts
     * nobody.
     *
     * @param mechanism one of {@link #names}
     */
    static void begin(String mechanism) throws Exception {
        begin(Map.of(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                "SASL_PLAINTEXT",
                SaslConfigs.SASL_MECHANISM,
                mechanism,
                SaslConfigs.SASL_JAAS_CONFIG,
                LOGINS.get(mechanism)));
    }

    /** As {@link #begin(String)}, by OAUTHBEARER, with a token from a token endpoint of this process. */
    static void beginWithAToken() throws Exception {
        try (TokenEndpoint endpoint = TokenEndpoint.open(0)) {
            Map<String, Object> login = endpoint.login();
            OAuthBearer.complete(login);
            OAuthBearer.allow(login);
            begin(login);
        }
    }

    @SuppressWarnings("try") // making the channels is the login
    private static void begin(Map<String, Object> login) throws Exception {
        ProducerConfig settings = new ProducerConfig(OfflineSettings.of(login));
        String mechanism = settings.getString(SaslConfigs.SASL_MECHANISM);
        try (ChannelBuilder channels = ClientUtils.createChannelBuilder(settings, Time.SYSTEM, new LogContext())) {
            if (mechanism.equals(OAuthBearer.MECHANISM)) {
                OAuthBearer.greet(settings.values());
            } else {
                greet(mechanism, new Credentials());
            }
        }
    }

    /** The first message to the broker; empty if the broker speaks first. */
    static byte[] greet(String mechanism, CallbackHandler credentials) throws IOException {
        SaslClient client =
                Sasl.createSaslClient(new String[] {mechanism}, null, "kafka", "localhost", Map.of(), credentials);
        if (client == null) {
            throw new IOException("no security provider supports it");
        }
        try {
            return client.hasInitialResponse() ? client.evaluateChallenge(new byte[0]) : new byte[0];
        } finally {
            client.dispose();
        }
    }

    /** Why a mechanism does not work in this executable; null if it does, or if Sluice does not support it. */
    static @Nullable String failure(String mechanism) {
        return LOGINS.containsKey(mechanism) ? Check.failure(() -> begin(mechanism)) : null;
    }

    /** Gives any name and password: they only make the first message, which nobody checks. */
    private static final class Credentials implements CallbackHandler {

        @Override
        public void handle(Callback[] callbacks) {
            for (Callback callback : callbacks) {
                if (callback instanceof NameCallback name) {
                    name.setName("u");
                } else if (callback instanceof PasswordCallback password) {
                    password.setPassword(new char[] {'p'});
                }
            }
        }
    }
}
