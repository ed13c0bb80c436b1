package dev.sluice.egress.settings;

import static org.apache.kafka.common.config.SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS;
import static org.apache.kafka.common.config.SaslConfigs.SASL_JAAS_CONFIG;

import dev.sluice.runtime.LogThrottle;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.authenticator.SaslClientCallbackHandler;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A login of Kafka's client that is in a file: {@code sasl.jaas.config} says {@code file:} and its path. The file is
 * read again whenever a connection authenticates, so a password that is changed there is taken up without a restart.
 *
 * <p>For mechanisms with a name and a password. If the file cannot be read, or is no login, the last one that was read
 * is used, and the log says so, at most once in ten seconds. The client makes one instance for each producer and uses
 * it on one thread.
 */
@RegisterForReflection
public final class LoginFile implements AuthenticateCallbackHandler {

    private static final Logger LOG = Logger.getLogger("dev.sluice.egress");

    private static final String SCHEME = "file:";
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** No login is longer, in bytes. */
    private static final long LONGEST = 1 << 20;

    /** The setting that tells the handler the path: Kafka's clients do not know it, and hand it on. */
    public static final String PATH = "sluice.login.file";

    private final AuthenticateCallbackHandler others = new SaslClientCallbackHandler();
    private final LogThrottle lines = new LogThrottle(System::nanoTime);
    private Path file = Path.of("");
    private Map<String, ?> last = Map.of();

    /** A handler that is not configured yet; Kafka's client makes it by its name. */
    public LoginFile() {
        // what it needs comes with configure
    }

    /**
     * Puts the login in place of the file's name, and this handler beside it; changes the settings in place.
     *
     * @return what is wrong with the file; null if nothing is, or the login is not in a file
     */
    static @Nullable String complete(Map<String, Object> settings) {
        Object written = settings.get(SASL_JAAS_CONFIG);
        if (written == null || !written.toString().startsWith(SCHEME)) {
            return null;
        }
        String path = written.toString().substring(SCHEME.length()).strip();
        try {
            String login = text(Path.of(path));
            if (login.isBlank()) {
                return "the file " + path + " is empty";
            }
            if (login.charAt(0) == BYTE_ORDER_MARK) {
                return "the file " + path + " begins with a byte order mark; save it without";
            }
            settings.put(SASL_JAAS_CONFIG, login);
        } catch (CharacterCodingException e) {
            return "the file " + path + " is not UTF-8";
        } catch (IOException | IllegalArgumentException e) {
            return "the file " + path + " cannot be read (" + e + ")";
        }
        String mechanism = SaslMechanisms.used(settings);
        if (mechanism != null && SaslMechanisms.logsInLocally(mechanism)) {
            settings.putIfAbsent(SASL_CLIENT_CALLBACK_HANDLER_CLASS, LoginFile.class.getName());
            settings.put(PATH, path);
        }
        return null;
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > LONGEST) {
            throw new IOException("it is larger than any login");
        }
        return Files.readString(file);
    }

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> logins) {
        file = Path.of(String.valueOf(configs.get(PATH)));
        last = logins.get(0).getOptions();
        others.configure(configs, mechanism, logins);
    }

    /** Answers what is asked at once by one reading of the file, so that name and password are of the same login. */
    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        boolean isRead = false;
        for (Callback callback : callbacks) {
            boolean isOfTheLogin = callback instanceof NameCallback || callback instanceof PasswordCallback;
            if (isOfTheLogin && !isRead) {
                readAgain();
                isRead = true;
            }
            if (callback instanceof NameCallback name) {
                name.setName(option("username"));
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(option("password").toCharArray());
            } else {
                others.handle(new Callback[] {callback});
            }
        }
    }

    private void readAgain() {
        try {
            last = read();
        } catch (IOException | IllegalArgumentException e) {
            if (lines.occasionsToReport() > 0) {
                // no text of the parser's, which may have a part of the file in it
                LOG.errorf(
                        "the login of Kafka's client cannot be read from %s (%s): the last one stays in use",
                        file, e instanceof IOException ? e.toString() : "it is no JAAS login");
            }
        }
    }

    private String option(String name) throws IOException {
        Object value = last.get(name);
        if (value == null) {
            throw new IOException("the login in " + file + " has no " + name);
        }
        return value.toString();
    }

    private Map<String, ?> read() throws IOException {
        Map<String, Password> settings = Map.of(SASL_JAAS_CONFIG, new Password(text(file)));
        return JaasContext.loadClientContext(settings)
                .configurationEntries()
                .get(0)
                .getOptions();
    }

    @Override
    public void close() {
        others.close();
    }
}
