package dev.sluice.egress.settings;

import dev.sluice.config.Check;
import dev.sluice.config.UnexpandedCheck;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.spi.LoginModule;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.JaasUtils;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * The login of a channel's producer, read as Kafka's client reads it: a mechanism that there is, the text of a login
 * for it, a login module that this executable has, a name and a password. Without this, the first event would find out.
 *
 * <p>Asks nobody. No line shows a part of the text. Stateless.
 */
final class SaslLogin {

    private static final String USUAL_CONTEXT = "(?s)\\s*[\\w.-]+\\s*\\{.*";

    /** Of the texts of Kafka's reader, what they take from the login. */
    private static final Pattern QUOTED = Pattern.compile("'[^']*'");

    /** The backslash of the login's syntax with what it stands before. */
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.?)", Pattern.DOTALL);

    private static final Pattern CLASS = Pattern.compile("(org|com|net|io|software)(\\.[\\w$]+)+");

    /** Settings whose classes may know other mechanisms, or find name and password elsewhere. */
    private static final Set<String> PLUG_INS = Set.of(
            "security.providers",
            SaslConfigs.SASL_LOGIN_CLASS,
            SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
            SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS);

    private SaslLogin() {}

    /**
     * Adds what is wrong with the mechanism or with its login; nothing where the protocol has no SASL.
     *
     * @param settings the settings of the channel's producer
     * @param refusals gets a line at most, under the key that is wrong
     */
    static void check(Map<String, Object> settings, Refusals refusals) {
        String mechanism = SaslMechanisms.used(settings);
        if (mechanism == null) {
            return;
        }
        boolean plugIns = PLUG_INS.stream().anyMatch(settings::containsKey);
        String key = SaslConfigs.SASL_MECHANISM;
        String missing = settings.containsKey(key) ? null : meantInsteadOfDefault(settings);
        if (missing != null) {
            refusals.add(key, "kafka.sasl.mechanism", " is missing: set it, or KAFKA_SASL_MECHANISM, to " + missing);
            return;
        }
        String unknown = SaslMechanisms.unlikeAny(mechanism, plugIns);
        if (unknown != null) {
            refusals.refuse(key, mechanism, unknown);
            return;
        }
        Object text = settings.get(SaslConfigs.SASL_JAAS_CONFIG);
        if (text != null || System.getProperty(JaasUtils.JAVA_LOGIN_CONFIG_PARAM) != null) {
            String why = failure(mechanism, text == null ? null : text.toString(), plugIns);
            if (why != null) {
                refusals.refuse(SaslConfigs.SASL_JAAS_CONFIG, "", why);
            }
        }
    }

    /** Kafka's default asks a Kerberos server, which nobody means who writes another login, or none. */
    private static @Nullable String meantInsteadOfDefault(Map<String, Object> settings) {
        Object login = settings.get(SaslConfigs.SASL_JAAS_CONFIG);
        if (login != null) {
            return SaslMechanisms.forLogin(login.toString());
        }
        boolean inAFile = System.getProperty(JaasUtils.JAVA_LOGIN_CONFIG_PARAM) != null;
        return inAFile ? null : "the one of your login: " + String.join(", ", SaslMechanisms.names());
    }

    /** Why nobody can log in so; null where it may work. */
    private static @Nullable String failure(String mechanism, @Nullable String text, boolean plugIns) {
        List<AppConfigurationEntry> entries;
        try {
            Map<String, ?> values = text == null ? Map.of() : Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(text));
            entries = JaasContext.loadClientContext(values).configurationEntries();
        } catch (IllegalArgumentException | KafkaException | SecurityException e) {
            return text == null
                    ? JaasUtils.JAVA_LOGIN_CONFIG_PARAM + " names a file without a login (" + e.getMessage() + ")"
                    : unreadable(text, String.valueOf(e.getMessage()));
        }
        if (text != null && losesABackslash(text)) {
            return "Kafka's client leaves out a \\ in it; write \\\\ for one that is meant";
        }
        for (AppConfigurationEntry entry : entries) {
            String why = failure(mechanism, entry, plugIns);
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    private static String unreadable(String text, String message) {
        return text.matches(USUAL_CONTEXT)
                ? "only what is between { and } in a file for JAAS is a login; leave the rest out"
                : "it is no login (" + QUOTED.matcher(message).replaceAll("'***'")
                        + "); write the login module, required, options as name=\"value\" with \\\" for a quote in the"
                        + " value, and a semicolon at the end";
    }

    private static boolean losesABackslash(String text) {
        for (Matcher escape = ESCAPE.matcher(text); escape.find(); ) {
            if (!escape.group(1).matches("[\\\\\"']")) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String failure(String mechanism, AppConfigurationEntry entry, boolean plugIns) {
        String module = entry.getLoginModuleName();
        String meant = SaslMechanisms.loginModule(module, mechanism);
        String remedy = meant == null ? "name another one" : "write " + meant;
        if (Check.failure(() -> Utils.newInstance(module, LoginModule.class)) != null) {
            String shown = CLASS.matcher(module).matches() ? " " + module : "";
            return "its login module" + shown + " is not in this executable; " + remedy;
        }
        if (!SaslMechanisms.fits(module, mechanism)) {
            return "its login module " + module + " is not for " + mechanism + "; " + remedy;
        }
        if (SaslMechanisms.isPassword(module) && !plugIns) {
            for (String option : List.of("username", "password")) {
                Object value = entry.getOptions().get(option);
                if (value == null || value.toString().isEmpty()) {
                    return "it has no " + option + "; write " + option + "=\"...\" before the semicolon";
                }
                if (UnexpandedCheck.isUnexpanded(value.toString())) {
                    return "its " + option + " is a $(NAME) that Kubernetes did not replace; define the variable before"
                            + " it in env, or write ${NAME} in a file";
                }
            }
        }
        return null;
    }
}
