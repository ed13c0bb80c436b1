package dev.sluice.egress.settings;

import static org.apache.kafka.common.config.SaslConfigs.SASL_JAAS_CONFIG;
import static org.apache.kafka.common.config.SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS;
import static org.apache.kafka.common.config.SaslConfigs.SASL_LOGIN_CLASS;
import static org.apache.kafka.common.config.SaslConfigs.SASL_LOGIN_CONNECT_TIMEOUT_MS;
import static org.apache.kafka.common.config.SaslConfigs.SASL_LOGIN_READ_TIMEOUT_MS;
import static org.apache.kafka.common.config.SaslConfigs.SASL_OAUTHBEARER_ASSERTION_FILE;
import static org.apache.kafka.common.config.SaslConfigs.SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE;
import static org.apache.kafka.common.config.SaslConfigs.SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE;
import static org.apache.kafka.common.config.SaslConfigs.SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS;
import static org.apache.kafka.common.config.SaslConfigs.SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS;
import static org.apache.kafka.common.config.SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL;

import dev.sluice.config.Check;
import java.io.File;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.login.LoginException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;
import org.apache.kafka.common.internals.SecurityManagerCompatibility;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.authenticator.LoginManager;
import org.apache.kafka.common.security.oauthbearer.ClientJwtValidator;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerRefreshingLogin;
import org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerSaslClientCallbackHandler;
import org.jspecify.annotations.Nullable;

/**
 * Completes the settings of an OAUTHBEARER login with a token from a token endpoint. By default, Kafka's client uses
 * its handler for tests and a validator whose library is missing, waits forever, and allows no endpoint.
 *
 * <p>Keeps what the operator set. {@link #allow} changes system properties of the process.
 */
final class OAuthBearer {

    static final String MECHANISM = "OAUTHBEARER";

    /** A login that gets no answer would otherwise hold up the one thread that creates the producer. */
    private static final String TIMEOUT_MILLIS = "10000";

    private static final String HANDLER = OAuthBearerLoginCallbackHandler.class.getName();

    private static final List<String> FILES = List.of(
            SASL_OAUTHBEARER_ASSERTION_FILE,
            SASL_OAUTHBEARER_ASSERTION_PRIVATE_KEY_FILE,
            SASL_OAUTHBEARER_ASSERTION_TEMPLATE_FILE);

    private OAuthBearer() {}

    /** Adds settings whose defaults do not work; changes {@code settings} in place. */
    static void complete(Map<String, Object> settings) {
        if (!MECHANISM.equals(SaslMechanisms.used(settings))) {
            return;
        }
        settings.putIfAbsent(SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS, ClientJwtValidator.class.getName());
        if (settings.containsKey(SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL)
                || settings.containsKey(SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS)) {
            settings.putIfAbsent(SASL_LOGIN_CALLBACK_HANDLER_CLASS, HANDLER);
            settings.putIfAbsent(SASL_LOGIN_CONNECT_TIMEOUT_MS, TIMEOUT_MILLIS);
            settings.putIfAbsent(SASL_LOGIN_READ_TIMEOUT_MS, TIMEOUT_MILLIS);
        }
    }

    /**
     * Lets the client use the URL and the files that its settings name, which it does only if system properties list
     * them. The properties guard against settings that strangers wrote; these are the operator's own.
     */
    static synchronized void allow(Map<String, Object> settings) {
        if (!MECHANISM.equals(SaslMechanisms.used(settings))) {
            return;
        }
        Object url = settings.get(SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL);
        if (url != null) {
            add(
                    BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_URLS_CONFIG,
                    url.toString().trim());
        }
        for (String key : FILES) {
            Object file = settings.get(key);
            if (file != null) {
                add(
                        BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_FILES_CONFIG,
                        new File(file.toString().trim()).getAbsolutePath());
            }
        }
    }

    private static void add(String property, String value) {
        Set<String> allowed = new LinkedHashSet<>();
        for (String each : System.getProperty(property, "").split(",", -1)) {
            if (!each.isBlank()) {
                allowed.add(each.trim());
            }
        }
        if (allowed.add(value)) {
            System.setProperty(property, String.join(",", allowed));
        }
    }

    /**
     * Whether a login with these settings, which are complete, would end without a token, and the connection then fail.
     */
    static boolean hasNoToken(Map<String, Object> settings) {
        Object login = settings.get(SASL_JAAS_CONFIG);
        return MECHANISM.equals(SaslMechanisms.used(settings))
                && login != null
                && !login.toString().contains("unsecuredLogin")
                && !settings.containsKey(SASL_LOGIN_CALLBACK_HANDLER_CLASS)
                && !settings.containsKey(SASL_LOGIN_CLASS);
    }

    /**
     * Why these settings, which are complete, cannot get a token: a setting, a file or a class is missing. Null if the
     * token endpoint may be asked, or if another handler than Kafka's asks. Contacts nobody.
     */
    static @Nullable String failure(Map<String, Object> settings) {
        return HANDLER.equals(settings.get(SASL_LOGIN_CALLBACK_HANDLER_CLASS))
                ? Check.failure(() -> configure(settings))
                : null;
    }

    /**
     * Logs in as the client does, and makes the first message to the broker with the token.
     *
     * @param values the parsed settings of a client
     */
    static byte[] greet(Map<String, ?> values) throws LoginException {
        JaasContext context = JaasContext.loadClientContext(values);
        OAuthBearerSaslClientCallbackHandler credentials = new OAuthBearerSaslClientCallbackHandler();
        credentials.configure(values, MECHANISM, context.configurationEntries());
        LoginManager login =
                LoginManager.acquireLoginManager(context, MECHANISM, OAuthBearerRefreshingLogin.class, values);
        try {
            return SecurityManagerCompatibility.get()
                    .callAs(login.subject(), () -> SaslMechanisms.greet(MECHANISM, credentials));
        } finally {
            login.release();
        }
    }

    private static void configure(Map<String, Object> settings) {
        Map<String, ?> values = new ProducerConfig(OfflineSettings.of(settings)).values();
        JaasContext login = JaasContext.loadClientContext(values);
        OAuthBearerLoginCallbackHandler handler = new OAuthBearerLoginCallbackHandler();
        try {
            handler.configure(values, MECHANISM, login.configurationEntries());
        } finally {
            handler.close();
        }
    }
}
