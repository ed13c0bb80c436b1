package dev.sluice.egress.settings;

import dev.sluice.config.Check;
import dev.sluice.config.EditDistance;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
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

    private static final String PLAIN_MODULE = "org.apache.kafka.common.security.plain.PlainLoginModule";
    private static final String SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final String TOKEN_MODULE = "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";

    /** Kafka's default; it asks a Kerberos server, so Sluice does not answer for it. */
    private static final String KERBEROS = SaslConfigs.DEFAULT_SASL_MECHANISM;

    private static final int TYPING_ERRORS = 2;

    private static final String SCRAM = SCRAM_MODULE + " required username=\"u\" password=\"p\";";

    /** A login for each, which contacts nobody. */
    private static final Map<String, String> LOGINS = logins();

    private SaslMechanisms() {}

    private static Map<String, String> logins() {
        Map<String, String> logins = new LinkedHashMap<>();
        logins.put("PLAIN", PLAIN_MODULE + " required username=\"u\" password=\"p\";");
        logins.put("SCRAM-SHA-256", SCRAM);
        logins.put("SCRAM-SHA-512", SCRAM);
        logins.put(OAuthBearer.MECHANISM, TOKEN_MODULE + " required unsecuredLoginStringClaim_sub=\"u\";");
        return logins;
    }

    /** Their names, as in {@code sasl.mechanism}. */
    static Set<String> names() {
        return LOGINS.keySet();
    }

    /** The mechanism that a client with these settings authenticates with; null if it does not authenticate. */
    static @Nullable String used(Map<String, Object> settings) {
        if (!SecurityProtocol.in(settings).usesSasl()) {
            return null;
        }
        return settings.getOrDefault(SaslConfigs.SASL_MECHANISM, KERBEROS)
                .toString()
                .trim();
    }

    /**
     * Why no client can authenticate by {@code mechanism}, which nobody has or is spelt otherwise; null where it may.
     *
     * @param plugIns whether there are classes that may know other mechanisms
     */
    static @Nullable String unlikeAny(String mechanism, boolean plugIns) {
        if (LOGINS.containsKey(mechanism) || mechanism.equals(KERBEROS)) {
            return null;
        }
        String upper = mechanism.toUpperCase(Locale.ROOT).replace('_', '-');
        String nearest = EditDistance.nearest(upper, LOGINS.keySet());
        int errors = EditDistance.between(upper, nearest);
        if (errors == 0 || errors <= TYPING_ERRORS && !plugIns) {
            return "it is not how the mechanism is spelt; write " + nearest;
        }
        return plugIns ? null : "no mechanism of that name is in this executable; write one of " + offered();
    }

    private static String offered() {
        return String.join(", ", LOGINS.keySet());
    }

    /** The mechanism whose login module a login names, the strongest of several; null for a module of somebody else. */
    static @Nullable String forLogin(String login) {
        if (login.contains(PLAIN_MODULE)) {
            return "PLAIN";
        }
        if (login.contains(SCRAM_MODULE)) {
            return "SCRAM-SHA-512";
        }
        return login.contains(TOKEN_MODULE) ? OAuthBearer.MECHANISM : null;
    }

    /**
     * The login module that somebody means who writes {@code module} for a mechanism: the one that is spelt nearly so,
     * or else that of the mechanism. Null for a mechanism that Sluice does not answer for.
     */
    static @Nullable String loginModule(String module, String mechanism) {
        String nearest = EditDistance.nearest(module, List.of(PLAIN_MODULE, SCRAM_MODULE, TOKEN_MODULE));
        if (EditDistance.between(module, nearest) <= TYPING_ERRORS && fits(nearest, mechanism)) {
            return nearest;
        }
        String login = LOGINS.get(mechanism);
        return login == null ? null : login.substring(0, login.indexOf(' '));
    }

    /** Whether a login module of Kafka's is for a mechanism of Kafka's; true for those of others. */
    static boolean fits(String module, String mechanism) {
        if (isPassword(module)) {
            return !mechanism.equals(OAuthBearer.MECHANISM) && !mechanism.equals(KERBEROS);
        }
        return !module.equals(TOKEN_MODULE) || mechanism.equals(OAuthBearer.MECHANISM);
    }

    /** Whether a login module takes a name and a password: each of the two has them for any mechanism. */
    static boolean isPassword(String module) {
        return module.equals(PLAIN_MODULE) || module.equals(SCRAM_MODULE);
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
