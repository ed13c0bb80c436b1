package dev.sluice.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Finds values with a <code>$(NAME)</code> in them, which Kubernetes leaves as it is if the variable is not defined
 * before, and never replaces in a file: the secret would be that text, which everybody knows.
 *
 * <p>No line shows a value. Stateless.
 */
public final class UnexpandedCheck {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\([A-Za-z_][\\w.-]*\\)");

    /** What keys of files begin with, and variables. */
    private static final List<String> OURS = List.of("sluice.", "kafka.", "mp.messaging.");

    private static final List<String> VARIABLES = List.of("SLUICE_", "KAFKA_", "MP_MESSAGING_");

    private UnexpandedCheck() {}

    /** Whether {@code value} is such a text and nothing else. */
    public static boolean isUnexpanded(String value) {
        return REFERENCE.matcher(value.strip()).matches();
    }

    /** Adds an error for each secret that is nothing else, and advice for each other value that has one in it. */
    public static void check(Config all, ConfigErrors errors) {
        Set<String> names = new TreeSet<>(FileKeys.of(all));
        names.removeIf(name -> OURS.stream().noneMatch(name::startsWith));
        FileKeys.variables(all).stream()
                .filter(name -> VARIABLES.stream().anyMatch(name::startsWith))
                .forEach(names::add);
        names.forEach(name -> check(name, all.getConfigValue(name).getValue(), errors));
    }

    private static void check(String name, @Nullable String value, ConfigErrors errors) {
        // what is wrong with a login is told where it is read
        boolean isLogin = name.toLowerCase(Locale.ROOT).contains("jaas");
        if (value == null || isLogin || !REFERENCE.matcher(value).find()) {
            return;
        }
        String line = name + " has a $(NAME) in it, which Kubernetes did not replace: ";
        if (isUnexpanded(value) && Secrets.mayBeIn(name)) {
            errors.add(line + "define the variable before it in env, or write ${NAME} in a file");
        } else {
            errors.advise(
                    line + "if that is not meant, define the variable before it in env, or write ${NAME} in a file");
        }
    }
}
